import type { ResolvedPodTemplate, ResolvedPodVolume, ResolvedResources } from '../../resolved';
import { Cpu, comparePorts, compareText, Duration, Size } from '../../values';
import type { ResourcesProps } from '../../workload/resources';
import type { ShutdownProps, Workload } from '../../workload/workload';
import { groupsOf, variablesOf } from '../pod/environment';
import type { KindOfWorkload } from './kind';

const CPU = Cpu.millis(250);
/** Limit of processor time for what is guaranteed. */
const CPU_HEADROOM = 4;
const MEMORY = Size.mebibytes(256);
const STORAGE = Size.mebibytes(256);
const DRAIN = Duration.seconds(5);
const GRACE = Duration.seconds(30);
const USER = 10001;

/** The pods of a workload: one container, in what users said of every kind of workload. */
export function describePods<W extends Workload>(
  workload: W,
  { probes, spread, ends }: Pick<KindOfWorkload<W, never>, 'probes' | 'spread' | 'ends'>,
): ResolvedPodTemplate {
  const { name, props, listens } = workload;
  const resources = resourcesOf(props.resources ?? {});
  const scratch = [...(props.scratch ?? [])].sort(compareText).map((path, index) => ({ volume: `scratch-${index}`, path }));
  const asked = probes(workload);
  return {
    serviceAccount: name,
    containers: [
      {
        name,
        image: props.image,
        ports: listens.map((port) => port.resolved).sort(comparePorts),
        env: variablesOf(props),
        envFrom: groupsOf(props),
        mounts: scratch,
        resources,
        ...(asked && { probes: asked }),
      },
    ],
    volumes: scratch.map(({ volume }): ResolvedPodVolume => ({ name: volume, kind: 'scratch', sizeMiB: resources.ephemeralStorageMiB })),
    runAs: props.runAs ?? USER,
    waivers: [...(props.hardening?.waivers ?? [])].sort((a, b) => compareText(a.rule, b.rule)),
    shutdown: shutdownOf(props.shutdown ?? {}, listens.length > 0),
    spread,
    inMesh: props.mesh !== undefined,
    ends,
  };
}

/** With what is not said by default. */
export function resourcesOf({ cpu = CPU, cpuLimit, memory = MEMORY, ephemeralStorage = STORAGE }: ResourcesProps): ResolvedResources {
  return {
    cpuRequestMillis: cpu.toMillis,
    cpuLimitMillis: cpuLimit?.toMillis ?? cpu.toMillis * CPU_HEADROOM,
    memoryRequestMiB: memory.toMebibytes,
    memoryLimitMiB: memory.toMebibytes,
    ephemeralStorageMiB: ephemeralStorage.toMebibytes,
  };
}

/** Whom nobody calls, nobody has to learn of that it is leaving. */
const shutdownOf = ({ drain, grace = GRACE }: ShutdownProps, serves: boolean): ResolvedPodTemplate['shutdown'] => ({
  drainSeconds: drain?.toSeconds ?? (serves ? DRAIN.toSeconds : 0),
  graceSeconds: grace.toSeconds,
});
