import type { FirstBootProps } from '../../guest/first-boot';
import type { Repository } from '../../guest/repository';
import type { Anyone, External } from '../../network/external';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedOs, ResolvedRepository } from '../../resolved';
import { Cidr, entriesInOrder, isNameOrAddress, Port, parseIp, portWithin } from '../../values';
import { outsiders, SOURCES } from '../sources';

/** Where the system says that packages come from. */
export type PackageSource = External | Anyone | undefined;

/** Schemes with the ports that they mean. */
const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** An address of a server, without a user: what package managers take in a line of their configuration. */
function parseUrl(text: string): URL | undefined {
  if (!/^https?:\/\/[A-Za-z0-9._~:/$%+-]+$/.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = text.toLowerCase().startsWith(`${url.protocol}//${url.hostname}`);
  return isPlain && isNameOrAddress(url.hostname) ? url : undefined;
}

/** Whether an address can be reached, as far as the system says what may be. */
function checkReach(path: string, prop: string, url: URL, source: PackageSource, report: Report): void {
  const [external] = outsiders(source ? { packages: source } : {}, undefined);
  if (!external) return;
  const port = url.port === '' ? (PORTS[url.protocol] ?? 0) : Number(url.port);
  const open = (external.props.listens ?? SOURCES.packages.ports).map(({ resolved }) => resolved);
  const ip = parseIp(url.hostname);
  const isOutside =
    ip !== undefined && !external.blocks.map((block) => Cidr.parse(block)).some((cidr) => cidr instanceof Cidr && cidr.contains(ip));
  const closed = !open.some((each) => portWithin(Port.tcp(port).resolved, each));
  const reasons = [
    ...(isOutside ? [`"${external.name}" is at ${external.blocks.join(', ')}`] : []),
    ...(closed
      ? [`flows to "${external.name}" are for ${open.map(({ protocol, from }) => `${protocol}/${from}`).join(' and ')}, not tcp/${port}`]
      : []),
  ];
  if (reasons.length > 0) report(problems.softwareSourceClosed(path, prop, url.href, reasons.join('; ')));
}

export function checkSources(
  path: string,
  os: ResolvedOs,
  { repositories = {}, onlyTheseRepositories, proxy }: FirstBootProps,
  source: PackageSource,
  report: Report,
): void {
  const bad = (prop: string, reason: string, fix: string): void => report(problems.invalidFirstBoot(path, prop, reason, fix));
  for (const [name, repository] of Object.entries(repositories)) {
    const prop = `repositories.${name}`;
    if (!/^[a-z][a-z0-9-]{0,40}$/.test(name))
      bad('repositories', `"${name}" is no name of a repository`, 'Use lower-case letters, digits and hyphens.');
    if (repository.manager !== os.packages)
      bad(
        prop,
        `it is for ${repository.manager}, and ${os.title} has ${os.packages ?? 'no package manager'}`,
        `Use Repository.${os.packages ?? 'apt'}(…).`,
      );
    const url = parseUrl(repository.props.url);
    if (!url)
      bad(
        `${prop}.url`,
        `"${repository.props.url}" is no http or https address without a user`,
        'Write one such as https://mirror.example/debian.',
      );
    else if (!proxy) checkReach(path, prop, url, source, report);
    checkSuites(path, prop, repository, report);
    const { key } = repository.props;
    if (key !== undefined && !KEY_TEXT.test(key) && !KEY_PATH.test(key))
      bad(`${prop}.key`, 'it is neither an ASCII-armoured public key nor an absolute path', 'Give what `gpg --armor --export` prints.');
  }
  if (onlyTheseRepositories && Object.keys(repositories).length === 0)
    bad('onlyTheseRepositories', 'there are no `repositories`, so nothing could be installed', 'List them, or leave it out.');
  if (!proxy) return;
  const url = parseUrl(proxy.url);
  if (!url || !/^http:\/\/[^/]+:[0-9]+$/.test(proxy.url))
    bad('proxy.url', `"${proxy.url}" is no address of a proxy`, 'Write http://<name or address>:<port>.');
  else checkReach(path, 'proxy', url, source, report);
  for (const each of proxy.except ?? [])
    if (!/^[A-Za-z0-9.*/-]+$/.test(each)) bad('proxy.except', `"${each}" is neither a name nor an address`, 'Write one each.');
}

const KEY_TEXT = /^-----BEGIN PGP PUBLIC KEY BLOCK-----\n[A-Za-z0-9+/=:.,()<>@\n -]+\n-----END PGP PUBLIC KEY BLOCK-----\n?$/;
const KEY_PATH = /^(\/[A-Za-z0-9._+-]+)+$/;

/** Whether packages of one address are told apart by what they are for. */
const HAS_SUITES: { readonly [M in ResolvedRepository['manager']]: boolean } = { apt: true, dnf: false, zypper: false };

function checkSuites(path: string, prop: string, { manager, props: { suites, components } }: Repository, report: Report): void {
  const bad = (reason: string): void =>
    report(problems.invalidFirstBoot(path, prop, reason, "Write { url, suites: ['bookworm'], components: ['main'] }."));
  if (HAS_SUITES[manager] && suites.length === 0) bad('no suite is named');
  for (const word of [...suites, ...(components ?? [])])
    if (!/^[A-Za-z0-9./_-]+$/.test(word)) bad(`"${word}" is neither a suite nor a component`);
  if (suites.some((suite) => suite.endsWith('/')) && components !== undefined && components.length > 0)
    bad('a suite that ends in a slash has no components');
}

export const resolveRepositories = (repositories: Readonly<Record<string, Repository>>): readonly ResolvedRepository[] =>
  entriesInOrder(repositories).map(
    ([
      name,
      {
        manager,
        props: { url, suites, components, key },
      },
    ]) => ({
      ...{ name, manager, url, suites },
      components: components ?? (HAS_SUITES[manager] && !suites.some((suite) => suite.endsWith('/')) ? ['main'] : []),
      ...(key !== undefined && { key }),
    }),
  );
