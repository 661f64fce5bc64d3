import { outsiders } from '../../kinds/sources';
import type { External } from '../../network/external';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { isHostName, parseIp } from '../../values';
import { about } from '../findings';
import { externalPath, type Inventory } from '../inventory/inventory';

/**
 * Hosts that are known by their names in DNS alone: whom flows lead to, and nothing else.
 * @param senders whoever flows begin at outside
 * @param receivers whoever they end at
 */
export function checkHosts(
  { provisioning, admin, clusters, domain }: Inventory,
  senders: readonly External[],
  receivers: readonly External[],
  report: Report,
): void {
  for (const external of hostsAmong(receivers)) checkName(external, domain, about(external, report));
  const needed: readonly (readonly [string, readonly External[]])[] = [
    ['Rules tell who calls by addresses', senders],
    ['What machines install from, report to and are administered from has addresses', outsiders(provisioning, admin)],
    ['The API server of a cluster has an address', clusters.flatMap(({ facts }) => facts.apiServer ?? [])],
  ];
  for (const [what, externals] of needed)
    for (const external of hostsAmong(externals))
      about(external, report)(problems.hostWithoutAddress(externalPath(external), external.host, what));
}

type Host = External & { readonly host: string };

/** Each once. */
const hostsAmong = (all: readonly External[]): readonly Host[] => [...new Set(all.filter((each): each is Host => each.host !== undefined))];

function checkName(external: Host, domain: string, report: Report): void {
  const { host } = external;
  const tell = (why: string, fix: string): void => report(problems.externalHost(externalPath(external), host, why, fix));
  if (parseIp(host) !== undefined) tell('is an address', `Write External.address('${host}').`);
  else if (!isHostName(host) || !host.includes('.'))
    tell('is no name in DNS of a single host', "Write it in full, such as External.host('api.example.com').");
  else if (host === domain || host.endsWith(`.${domain}`))
    tell(`is in the system's own domain ${domain}`, 'Name the machine or service that is meant.');
}
