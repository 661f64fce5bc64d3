import { FIGURES } from '../model/capacity/figures';
import { overheadMiB } from '../model/capacity/load';
import { GuestOs } from '../model/guest/guest-os';
import type { ResolvedMachine, ResolvedOs, ResolvedSystem, ResolvedWorkload } from '../model/resolved';
import { amountsOfPod, nodesFor, podCount } from '../model/resolved/demand';
import { compareNames } from './words';

/** What something takes on one side. */
export interface SideCost {
  /** Of all its instances together, as are all amounts. */
  readonly memoryMiB: number;
  /** Processors: virtual ones of machines, requested ones of pods. */
  readonly cpus: number;
  /** Written by it alone, at the most: layers of container images are shared by all pods of a node, and are not counted. */
  readonly diskGiB: number;
  /** Until one instance can be used, where everything that it is made from is there. */
  readonly startSeconds: number;
}

/** A machine as a container, or a workload as machines, with the same software and the same work. */
export interface OtherSide {
  /** Name of the machine or workload. */
  readonly name: string;
  /** What it is now. */
  readonly is: 'machine' | 'container';
  /** How many there are at any time; of what comes and goes, when it runs. */
  readonly instances: number;
  /** What it takes as it is. */
  readonly here: SideCost;
  /** Unset: it cannot be there, for the reason in `impossible`. */
  readonly there?: SideCost;
  /** Why it cannot be on the other side. Unset: it can. */
  readonly impossible?: string;
}

const MEBIBYTE = 2 ** 20;
const gibibytes = (mebibytes: number): number => Math.round((mebibytes / 1024) * 100) / 100;

/** Of what pods would run on. */
const STANDARD = GuestOs.debian12();
const [STANDARD_MEMORY, STANDARD_DISK] = [STANDARD.resolved.least.memoryMiB, STANDARD.rootDisk.toMebibytes];

const FAMILIES: { readonly [F in ResolvedOs['family']]: { readonly start: number; readonly impossible?: string } } = {
  linux: { start: FIGURES.linuxStart.value },
  windows: { start: FIGURES.windowsStart.value, impossible: 'it needs Windows, and the nodes of its clusters are Linux' },
};

/** What everything would take on the other side: nodes of clusters aside, which are what the other side stands on. */
export const otherSides = (system: ResolvedSystem): readonly OtherSide[] =>
  [
    ...system.machines.filter(({ cluster }) => cluster === undefined).map(asContainer),
    ...system.workloads.map((workload) => asMachines(workload, system)),
  ].sort((a, b) => compareNames(a.name, b.name));

function asContainer({ name, os, memoryMiB, overheadMiB: overhead, cpus, root, data }: ResolvedMachine): OtherSide {
  const { start, impossible } = FAMILIES[os.family];
  const dataGiB = gibibytes(data.reduce((sum, { sizeBytes }) => sum + sizeBytes / MEBIBYTE, 0));
  const here = {
    memoryMiB: memoryMiB + overhead,
    cpus,
    diskGiB: gibibytes(root.sizeBytes / MEBIBYTE) + dataGiB,
    startSeconds: start,
  };
  const there = {
    memoryMiB: Math.max(0, memoryMiB - os.least.memoryMiB),
    cpus,
    diskGiB: dataGiB,
    startSeconds: FIGURES.podStart.value,
  };
  return { name, is: 'machine', instances: 1, here, ...(impossible === undefined ? { there } : { impossible }) };
}

function asMachines(workload: ResolvedWorkload, { clusters }: ResolvedSystem): OtherSide {
  const cluster = clusters.find(({ name }) => name === workload.cluster);
  const nodes = cluster?.nodeRoom ? nodesFor(workload.pods, cluster.nodeRoom).length : (cluster?.nodeAddresses.length ?? 0);
  const { least, most } = podCount(workload, nodes);
  const instances = least > 0 ? least : most;
  const here = amountsOfPod(workload.pods, cluster ?? {});
  // Outside of a mesh.
  const { cpuMillis, memoryMiB } = amountsOfPod(workload.pods, {});
  const claimsMiB = (workload.pods.claims ?? []).reduce((sum, claim) => sum + claim.sizeMiB * (claim.ofEachPod ? instances : 1), 0);
  const cpus = Math.max(1, Math.ceil(cpuMillis / 1000));
  const guestMiB = memoryMiB + STANDARD_MEMORY;
  const beside = overheadMiB({ memoryMiB: guestMiB, cpus, graphics: false, disksMiB: [STANDARD_DISK] });
  return {
    name: workload.name,
    is: 'container',
    instances,
    here: {
      memoryMiB: here.memoryMiB * instances,
      cpus: (here.cpuMillis * instances) / 1000,
      diskGiB: gibibytes(claimsMiB),
      startSeconds: FIGURES.podStart.value,
    },
    there: {
      memoryMiB: (guestMiB + beside) * instances,
      cpus: cpus * instances,
      diskGiB: gibibytes(STANDARD_DISK * instances + claimsMiB),
      startSeconds: FIGURES.linuxStart.value,
    },
  };
}
