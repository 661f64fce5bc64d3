import { OPERATING_SYSTEMS } from '../guest/os';
import { ISOLATIONS } from '../network/isolations';
import type {
  MachineKind,
  ResolvedMachine,
  ResolvedOs,
  ResolvedSystem,
  ResolvedWorkload,
  ResolvedWorkloads,
  WorkloadKind,
} from '../resolved';
import { amountsOfPod } from '../resolved/demand';
import type { Requirements, StatedRequirements } from '../resolved/requirements';

/** What each kind of machine says by being one. */
const KINDS_OF_MACHINES: { readonly [K in MachineKind]: Requirements } = {
  'virtual-machine': {},
  database: {},
  legacy: { legacy: 'fixed' },
  'load-balancer': { operations: 'entry' },
  'cluster-node': {},
};

const SYSTEMS: { readonly [F in ResolvedOs['family']]: Requirements['operatingSystem'] } = { linux: 'linux', windows: 'windows' };

/** What each kind of workload says, whatever side it is on: that several are alike, that it comes and goes. */
const KINDS_OF_WORKLOADS: { readonly [K in WorkloadKind]: (workload: ResolvedWorkloads[K]) => Requirements } = {
  microservice: ({ replicas }) => growing(replicas),
  'stateful-service': ({ replicas }) => growing(replicas),
  'daemon-service': () => ({ operations: 'each-node' }),
  job: () => ({ startUp: 'seconds' }),
  'cron-job': () => ({ startUp: 'seconds' }),
};

const growing = ({ min, max }: { readonly min: number; readonly max: number }): Requirements => ({
  ...(max > 1 && { microservices: 'part' }),
  ...(max > min && { startUp: 'seconds' }),
});

/** What a Linux machine of its own would have to have for its operating system. */
const STANDARD_MIB = OPERATING_SYSTEMS['debian-12'].facts.least.memoryMiB;

/** What the system says of a machine, without being asked. */
export function readOfMachine(
  { kind, os, memoryMiB, root, data, nic, otherNics }: ResolvedMachine,
  { subnets }: ResolvedSystem,
): Requirements {
  const cards = new Set([nic, ...otherNics].map(({ subnet }) => subnet));
  const isApart = subnets.some(({ name, isolation }) => cards.has(name) && ISOLATIONS[isolation].apart);
  const holdsData = root.protected || data.length > 0;
  return {
    operatingSystem: SYSTEMS[os.family],
    operations: holdsData ? 'stateful' : 'replaceable',
    ...(memoryMiB < 2 * os.least.memoryMiB && { efficiency: 'shared' }),
    ...(isApart && { isolation: 'kernel' }),
    ...KINDS_OF_MACHINES[kind],
  };
}

/** What the system says of a workload, without being asked. */
export function readOfWorkload(workload: ResolvedWorkload): Requirements {
  const holdsData = (workload.pods.claims ?? []).some(({ keep }) => keep);
  return {
    operatingSystem: 'linux',
    operations: holdsData ? 'claims' : 'replaceable',
    ...(amountsOfPod(workload.pods, {}).memoryMiB <= STANDARD_MIB && { efficiency: 'shared' }),
    ...(KINDS_OF_WORKLOADS[workload.kind] as (workload: ResolvedWorkload) => Requirements)(workload),
  };
}

/** What is read, and what is stated in its place. */
export function together(read: Requirements, stated: StatedRequirements | undefined): Requirements {
  const { because: _, ...answers } = stated ?? {};
  return { ...read, ...answers };
}
