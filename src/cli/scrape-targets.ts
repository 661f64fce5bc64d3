import type { Problem } from '../model/problem';
import { scraperAmbiguous } from '../model/problems';
import { endKey } from '../model/resolved';
import { endCalled, fileDiscovery, scrapersIn } from '../report';
import { CommandError } from './command-error';
import { type Target, writeJson } from './output/file';
import { resolveIn } from './run-app';

export interface ScrapeTargetsOptions {
  /** File to write the data into. @default - standard output */
  readonly write?: Target;
}

/**
 * `isthmus scrape-targets`: what one who fetches metrics is to ask, as a file of Prometheus' `file_sd_configs`.
 * @param from who asks. @default - the only one
 * @throws CommandError for a name that is none; where nobody is named, and several ask
 */
export function writeScrapeTargets(from: string | undefined, { write = true }: ScrapeTargetsOptions): void {
  const system = resolveIn('.');
  const problems: Problem[] = [];
  const all = scrapersIn(system);
  const [only, ...others] = all;
  const named = from === undefined ? only : endCalled(from, system, (problem) => problems.push(problem));
  if (from === undefined && others.length > 0) problems.push(scraperAmbiguous(all.map(endKey)));
  if (problems.length > 0) throw new CommandError(problems);
  writeJson(write, named ? fileDiscovery(system, named) : []);
}
