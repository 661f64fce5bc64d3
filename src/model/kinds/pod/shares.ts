import type { External } from '../../network/external';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedShare } from '../../resolved';
import { shareNames } from '../../resolved/object-names';
import { sha256 } from '../../values';
import type { Volume } from '../../workload/volume';
import type { Workload } from '../../workload/workload';
import { plainPath } from './file-folders';
import { addressOf, matchServer } from './nfs';
import { type GivenShare, shareOf } from './volumes';

/** What servers of network file systems export to pods. */

/** Exports that containers of a workload have, each once. */
export function sharesIn({ props }: Workload): readonly GivenShare[] {
  const containers = [props, ...(props.initContainers ?? []), ...(props.sidecars ?? [])];
  const volumes = new Set<Volume>(containers.flatMap(({ volumes = {} }) => Object.values(volumes)));
  return [...volumes].flatMap((volume) => shareOf(volume) ?? []);
}

/** Servers that are no part of the system. */
export const foreignServersIn = (workload: Workload): readonly External[] =>
  sharesIn(workload).flatMap(({ props }) =>
    matchServer<readonly External[]>(props.server, { machine: () => [], external: (server) => [server] }),
  );

export function checkNfsShares(workload: Workload, report: Report): void {
  const ids = new Set<string>();
  for (const { id } of sharesIn(workload)) {
    if (ids.has(id)) report(problems.shareTwice(workload.node.path, id));
    ids.add(id);
  }
}

/** By which nodes reach machines. */
export type AddressOfMachine = (name: string) => string | undefined;

export interface ShareOwner {
  readonly system: string;
  readonly workload: string;
}

/** Kubernetes changes nothing of where a volume is: another server, path or way to mount it is another volume, with a claim of its own. */
export function resolveShare(
  { id, props: { server, path, readOnly = false } }: GivenShare,
  { system, workload }: ShareOwner,
  volume: string,
  addressOfMachine: AddressOfMachine,
): ResolvedShare {
  // Where it is missing, that is a problem by itself.
  const address = matchServer(server, { machine: ({ name }) => addressOfMachine(name), external: addressOf }) ?? '';
  const facts = { server: address, path: plainPath(path) || '/', readOnly };
  const digest = sha256(JSON.stringify([system, workload, id, facts])).slice(0, 8);
  return { id, volume, ...shareNames(system, workload, id, digest), ...facts };
}
