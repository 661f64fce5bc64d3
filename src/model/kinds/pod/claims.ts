import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedClaim } from '../../resolved';
import { compareText } from '../../values';
import { AccessMode, type ClaimProps, type Volume } from '../../workload/volume';
import type { Workload } from '../../workload/workload';
import { claimOf } from './volumes';

/** How pods of a kind of workload get at claims. */
export interface Claiming {
  /** The most pods at a time. Infinity: as many as there are nodes. */
  readonly pods: number;
  /** Each pod has claims of its own. */
  readonly own: boolean;
}

export const claimingOf = <W extends Workload>(
  { mostPods, ownClaims }: { readonly mostPods: (workload: W) => number | undefined; readonly ownClaims: boolean },
  workload: W,
): Claiming => ({ pods: mostPods(workload) ?? Infinity, own: ownClaims });

/** Whether some claim of a workload can be had by one node at a time alone. */
export const holdsAlone = (workload: Workload): boolean =>
  claimsIn(workload).some(({ props: { accessMode = AccessMode.READ_WRITE_ONCE } }) => !EVERYWHERE[accessMode]);

export interface GivenClaim {
  readonly id: string;
  readonly props: ClaimProps;
}

/** The claims of all containers of a workload, each once, in order of ids. */
export function claimsIn({ props }: Workload): readonly GivenClaim[] {
  const containers = [props, ...(props.initContainers ?? []), ...(props.sidecars ?? [])];
  const volumes = new Set<Volume>(containers.flatMap(({ volumes = {} }) => Object.values(volumes)));
  return [...volumes].flatMap((volume) => claimOf(volume) ?? []).sort((a, b) => compareText(a.id, b.id));
}

export const resolveClaim = (
  { id, props: { size, storageClass, accessMode = AccessMode.READ_WRITE_ONCE, keep = true } }: GivenClaim,
  volume: string,
  own: boolean,
): ResolvedClaim => ({
  id,
  volume,
  sizeMiB: size.toMebibytes,
  ...(storageClass !== undefined && { storageClass }),
  accessMode,
  alone: !EVERYWHERE[accessMode],
  keep,
  ofEachPod: own,
});

/** Names that volumes get which are not called anything by the user. */
const TAKEN = /^(claim|files|host|keys|scratch|share)-\d+$/;

/** Whether pods of several nodes can have a volume at once. */
const EVERYWHERE: { readonly [Mode in AccessMode]: boolean } = {
  [AccessMode.READ_WRITE_ONCE]: false,
  [AccessMode.READ_ONLY_MANY]: true,
  [AccessMode.READ_WRITE_MANY]: true,
  [AccessMode.READ_WRITE_ONCE_POD]: false,
};

export function checkClaims(workload: Workload, { pods, own }: Claiming, report: Report): void {
  const { path } = workload.node;
  const claims = claimsIn(workload);
  for (const [index, { id, props }] of claims.entries()) {
    if (claims[index - 1]?.id === id) {
      const what = `Two of its claims are called "${id}".`;
      report(problems.invalidWorkload(path, what, 'Call one of them otherwise; what containers share is one Volume that each is given.'));
    }
    if (TAKEN.test(id)) {
      const what = `A claim cannot be called "${id}": other volumes of the pod get such names.`;
      report(problems.invalidWorkload(path, what, 'Call it by what it holds, such as data.'));
    }
    const mode = props.accessMode ?? AccessMode.READ_WRITE_ONCE;
    if (!own && pods > 1 && !EVERYWHERE[mode]) {
      const many = Number.isFinite(pods) ? `${pods} pods` : 'a pod on each node';
      const what = `The claim "${id}" is for ${many}, and only one node can have a volume that is ${mode}.`;
      report(
        problems.invalidWorkload(
          path,
          what,
          'Let there be one pod, or a StatefulService with a volume for each; or use a class that can AccessMode.READ_WRITE_MANY.',
        ),
      );
    }
  }
  const kept = claims.filter(({ props }) => props.keep ?? true);
  if (own && kept.length > 0 && kept.length < claims.length) {
    const others = claims.filter((claim) => !kept.includes(claim)).map(({ id }) => id);
    const what = `Of its claims ${kept.map(({ id }) => id).join(', ')} outlive it, and ${others.join(', ')} do not: a StatefulSet keeps all of them or none.`;
    report(problems.invalidWorkload(path, what, 'Give all of them the same `keep`.'));
  }
}
