import type { Problem } from '../problem';

/** What can be wrong with who watches machines, and how. */

export const monitoringImpossible = (path: string, os: string): Problem => ({
  code: 'MONITORING_IMPOSSIBLE',
  path,
  message: `\`monitoring\` takes exporters out of the distribution's own repositories, which Debian and Ubuntu have, and ${os} has not.`,
  fix: 'Leave `monitoring` out, bring exporters by `firstBoot` (its `repositories`, `packages` and `services`) or in the image, and allow the scraper to the ports that they listen on.',
});

export const engineUnwatched = (path: string, engine: string): Problem => ({
  code: 'MONITORING_IMPOSSIBLE',
  path,
  message: `\`monitoring\` takes exporters out of the distribution's own repositories, which have none that speaks with ${engine} as it is set up.`,
  fix: 'Leave `monitoring` out, bring exporters by `firstBoot` (its `repositories`, `packages` and `services`) or in the image, and allow the scraper to the ports that they listen on.',
});

export const monitoringPortTaken = (path: string, port: number, own: string): Problem => ({
  code: 'MONITORING_PORT_TAKEN',
  path,
  message: `An exporter of its \`monitoring\` listens on tcp/${port}, which the machine listens on itself (${own}).`,
  fix: 'Let what the machine serves listen on another port, or leave `monitoring` out and allow the scraper to what is there.',
});

/** @param scrapers as `microservice/prometheus` */
export const scraperAmbiguous = ([scraper = '', ...others]: readonly string[]): Problem => ({
  code: 'SCRAPER_AMBIGUOUS',
  path: 'scrape-targets',
  message: `Several fetch metrics, each of what it may ask: ${[scraper, ...others].join(', ')}.`,
  fix: `Name one: npx isthmus scrape-targets ${scraper}`,
});
