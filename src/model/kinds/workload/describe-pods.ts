import type { ResolvedPodTemplate } from '../../resolved';
import { compareText, Duration } from '../../values';
import type { ShutdownProps, Workload } from '../../workload/workload';
import { describeContainers } from '../pod/containers';
import type { KindOfWorkload } from './kind';

const DRAIN = Duration.seconds(5);
const GRACE = Duration.seconds(30);
const USER = 10001;

/** The pods of a workload, in what users said of every kind of workload. */
export function describePods<W extends Workload>(
  workload: W,
  { probes, spread, ends }: Pick<KindOfWorkload<W, never>, 'probes' | 'spread' | 'ends'>,
): ResolvedPodTemplate {
  const { name, props, listens } = workload;
  return {
    serviceAccount: name,
    ...describeContainers(workload, probes(workload)),
    runAs: props.runAs ?? USER,
    waivers: [...(props.hardening?.waivers ?? [])].sort((a, b) => compareText(a.rule, b.rule)),
    shutdown: shutdownOf(props.shutdown ?? {}, listens.length > 0),
    spread,
    inMesh: props.mesh !== undefined,
    ends,
  };
}

/** Whom nobody calls, nobody has to learn of that it is leaving. */
const shutdownOf = ({ drain, grace = GRACE }: ShutdownProps, serves: boolean): ResolvedPodTemplate['shutdown'] => ({
  drainSeconds: drain?.toSeconds ?? (serves ? DRAIN.toSeconds : 0),
  graceSeconds: grace.toSeconds,
});
