import { Construct } from 'constructs';
import type { External } from '../../network/external';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { isRecord, reference, type Shape } from '../../shape';
import { isLabel, Port } from '../../values';
import { Machine, NetworkInterface } from '../../workload/machine';
import type { GivenVolumeOf, NfsProps } from '../../workload/volume';
import { EXTERNAL } from '../values';
import { plainPath } from './file-folders';
import type { PropPlace } from './place';

/** Servers of network file systems: what users may say of them, and what nodes need of them. */

/** All that NFS 4 needs: its other services are behind the same port (RFC 8881, 2.9.3). */
export const NFS = Port.tcp(2049, 'nfs');

const MACHINE = reference('a machine, or an External', Machine, NetworkInterface);
const SOMEWHERE: Shape = (server, where, visit) => (isRecord(server) ? EXTERNAL : MACHINE)(server, where, visit);

export const SERVER: Shape = (server, where, visit) => (Construct.isConstruct(server) ? MACHINE : SOMEWHERE)(server, where, visit);

/** What the server is, one way or the other. */
export function matchServer<T>(
  server: NfsProps['server'],
  { machine, external }: { readonly machine: (server: Machine | NetworkInterface) => T; readonly external: (server: External) => T },
): T {
  return Construct.isConstruct(server) ? machine(server) : external(server);
}

/** The one address of an External; undefined where it has none, or several. */
export function addressOf({ blocks }: External): string | undefined {
  const [block = '', ...others] = blocks;
  return others.length === 0 && block.endsWith('/32') ? block.slice(0, -'/32'.length) : undefined;
}

export function checkShare({ id, props: { server, path: there } }: GivenVolumeOf<'nfs'>, { path, at }: PropPlace, report: Report): void {
  if (!isLabel(id)) report(problems.invalidName(path, id));
  if (there !== '/' && plainPath(there) === undefined)
    report(problems.invalidShare(path, `${at}: "${there}" is no path that a server exports`));
  const defect = matchServer(server, {
    machine: ({ name, listens }) =>
      listens.some((port) => `${port}` === `${NFS}`) ? undefined : problems.serverNotListening(path, at, name, `${NFS}`),
    external: (external) => (addressOf(external) === undefined ? problems.serverWithoutAddress(path, at, external.name) : undefined),
  });
  if (defect) report(defect);
}

/** What nodes dial: a machine at one of its cards. */
export const endOf = (server: NfsProps['server']): NetworkInterface | External =>
  matchServer<NetworkInterface | External>(server, {
    machine: (machine) => (machine instanceof NetworkInterface ? machine : machine.firstInterface),
    external: (external) => external,
  });
