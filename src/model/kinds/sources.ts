import type { Administration, Provisioning } from '../declarations';
import { External } from '../network/external';
import { Port } from '../values';

/** What tells things apart that machines install from and report to. Flows to them are called like them. */
interface Source {
  /** Its ports, unless the external lists its own. */
  readonly ports: readonly Port[];
  /** Why nothing can be had from it, when the system declares none. */
  readonly undeclared: string;
}

/** What machines get something from. Where their backups go, and by which port, the targets of these say. */
export type SourceName = Exclude<keyof Provisioning, 'backup'>;

export const SOURCES: { readonly [S in SourceName]: Source } = {
  packages: { ports: [Port.tcp(80, 'http'), Port.tcp(443, 'https')], undeclared: 'the system declares no package repositories' },
  registry: { ports: [Port.tcp(443, 'https')], undeclared: 'the system declares no image registry' },
  ntp: { ports: [Port.udp(123, 'ntp')], undeclared: 'the system declares no time servers' },
};

const DECLARED: { readonly [S in keyof Required<Provisioning>]: true } = { packages: true, registry: true, ntp: true, backup: true };

/** Those that there are. */
export interface Sources extends Omit<Provisioning, 'ntp'> {
  readonly ntp?: External;
}

/** Those that a system declares, and nothing else that its props may hold. */
export const declaredSources = (provisioning: Provisioning): Sources =>
  Object.fromEntries((Object.keys(DECLARED) as (keyof Provisioning)[]).map((source) => [source, unlessNone(provisioning[source])]));

/** What stands in a prop whose empty list says that there is nothing. */
export const unlessNone = <T>(given: T | readonly []): T | undefined => (Array.isArray(given) ? undefined : (given as T));

/** What machines install from, report to and are administered from, as far as its addresses are known. */
export const outsiders = (provisioning: Sources, admin: Administration | undefined): readonly External[] =>
  [...Object.values(provisioning), admin?.from].filter((source) => source instanceof External);
