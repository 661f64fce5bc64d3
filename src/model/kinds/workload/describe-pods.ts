import type { ResolvedPodTemplate } from '../../resolved';
import { compareText, Duration, inKeyOrder } from '../../values';
import type { ShutdownProps, Workload, WorkloadProps } from '../../workload/workload';
import { accessOf } from '../pod/access';
import { describeContainers, type PodSurroundings } from '../pod/containers';
import { placementOf } from '../pod/placement';
import type { KindOfWorkload } from './kind';

const DRAIN = Duration.seconds(5);
const GRACE = Duration.seconds(30);
const USER = 10001;

/**
 * The pods of a workload, in what users said of every kind of workload.
 * @param props its own, with the names that it finds others by
 */
export function describePods<W extends Workload>(
  workload: W,
  { probes, spread, ends, ownClaims }: Pick<KindOfWorkload<W, never>, 'probes' | 'spread' | 'ends' | 'ownClaims'>,
  props: WorkloadProps,
  surroundings: PodSurroundings,
): ResolvedPodTemplate {
  const { name, listens, containerPorts } = workload;
  return {
    serviceAccount: accountOf(workload),
    ownAccount: props.serviceAccount === undefined,
    ...(props.serviceAccountAnnotations && { accountAnnotations: inKeyOrder(props.serviceAccountAnnotations) }),
    access: accessOf(props.access ?? []),
    ...(props.imagePullSecrets && { pullSecrets: props.imagePullSecrets.map(({ name: secret }) => secret).sort(compareText) }),
    ...describeContainers({ name, props, containerPorts }, probes(workload), ownClaims, surroundings),
    runAs: props.runAs ?? USER,
    waivers: [...(props.hardening?.waivers ?? [])].sort((a, b) => compareText(a.rule, b.rule)),
    shutdown: shutdownOf(props.shutdown ?? {}, listens.length > 0),
    placement: placementOf(workload, spread),
    labels: inKeyOrder(props.labels ?? {}),
    annotations: inKeyOrder(props.annotations ?? {}),
    inMesh: props.mesh !== undefined,
    ends,
  };
}

/** The account that pods have: one of their own, unless one that exists is named. */
export const accountOf = ({ name, props }: Workload): string => props.serviceAccount ?? name;

/** Whom nobody calls, nobody has to learn of that it is leaving. */
const shutdownOf = ({ drain, grace = GRACE }: ShutdownProps, serves: boolean): ResolvedPodTemplate['shutdown'] => ({
  drainSeconds: drain?.toSeconds ?? (serves ? DRAIN.toSeconds : 0),
  graceSeconds: grace.toSeconds,
});
