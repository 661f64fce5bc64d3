import {
  CpuFeaturePolicy,
  CpuMode,
  Duration,
  Graphics,
  type HardwareProps,
  HostDevice,
  type HostProps,
  MemoryAllocation,
  NumaMode,
  Size,
  VideoModel,
  WatchdogAction,
  WatchdogModel,
} from '../../src';

/** As many machines as have something of a host for themselves. */
const OWNERS = 64;
const FIRST_DEDICATED = 400;

const device = (owner: number): HostDevice =>
  owner % 2 === 0 ? HostDevice.pci(`0000:${(16 + owner).toString(16)}:00.0`) : HostDevice.usb(`0529:${(0x1000 + owner).toString(16)}`);

/** What hosts of 500 processors and 4 TiB have for it. */
export const HOST_HARDWARE: Partial<HostProps> = {
  dedicatedCpus: `${FIRST_DEDICATED}-${FIRST_DEDICATED + OWNERS - 1}`,
  hugePages: [
    { size: Size.mebibytes(2), count: 100_000 },
    { size: Size.gibibytes(1), count: 200 },
  ],
  numaNodes: ['0-249', '250-499'].map((cpus) => ({ cpus, memory: Size.gibibytes(2048) })),
  devices: Array.from({ length: OWNERS }, (_, owner) => device(owner)),
};

const at = <T>(list: readonly T[], number: number): T => list[number % list.length] as T;

const PROCESSORS: readonly HardwareProps['cpu'][] = [
  undefined,
  { mode: CpuMode.HOST_PASSTHROUGH, topology: { cores: 1 } },
  { mode: CpuMode.CUSTOM, model: 'EPYC', features: { svm: CpuFeaturePolicy.DISABLE, aes: CpuFeaturePolicy.REQUIRE } },
  { mode: CpuMode.MAXIMUM, features: { pcid: CpuFeaturePolicy.OPTIONAL, avx: CpuFeaturePolicy.FORBID, sse: CpuFeaturePolicy.FORCE } },
];

const NODES: readonly HardwareProps['numa'][] = [
  undefined,
  { hostNodes: '0-1', mode: NumaMode.INTERLEAVE },
  { hostNodes: '1', mode: NumaMode.PREFERRED },
  { cells: [{ cpus: '0', memory: Size.gibibytes(2), hostNode: 1 }] },
];

const BACKINGS: readonly HardwareProps['memoryBacking'][] = [
  undefined,
  { hugePages: Size.mebibytes(2), sharedPages: false },
  { hugePages: Size.gibibytes(1), locked: true },
  { allocation: MemoryAllocation.IMMEDIATE },
  { allocation: MemoryAllocation.ON_DEMAND, locked: true, sharedPages: false },
];

const BALLOONS: readonly HardwareProps['memoryBalloon'][] = [
  undefined,
  { enabled: false },
  { freePageReporting: true },
  { autoDeflate: true, statsPeriod: Duration.seconds(5) },
];

const WATCHDOGS: readonly HardwareProps['watchdog'][] = [
  undefined,
  {},
  ...Object.values(WatchdogAction).map((action) => ({ model: WatchdogModel.IB700, action })),
];

const RNGS: readonly HardwareProps['rng'][] = [undefined, { enabled: false }, { rate: { bytes: 64 } }, { enabled: true }];

const VIDEOS: readonly HardwareProps['video'][] = [
  undefined,
  ...Object.values(VideoModel).map((model) => ({ model })),
  { model: VideoModel.VGA, vram: Size.mebibytes(32) },
];

/**
 * What is said of the hardware of random machines with one processor and 2 GiB of memory, by a number: most combinations come up for some.
 * @param owner its number among those that have something of a host for themselves; undefined for one that others are made alike to
 */
export function machineHardware(number: number, owner: number | undefined): HardwareProps {
  const cpu = at(PROCESSORS, number);
  const isPinned = owner !== undefined && owner < OWNERS && number % 3 === 0;
  const hasDevice = owner !== undefined && owner < OWNERS && number % 4 === 1;
  const said: HardwareProps = {
    cpu: isPinned ? { ...cpu, pinning: { vcpus: [`${FIRST_DEDICATED + owner}`], ...(number % 2 === 0 && { emulator: '0-3' }) } } : cpu,
    numa: at(NODES, Math.floor(number / 2)),
    memoryBacking: at(BACKINGS, number),
    memoryBalloon: at(BALLOONS, Math.floor(number / 3)),
    devices: hasDevice ? [device(owner)] : undefined,
    vsock: number % 3 === 1 ? {} : undefined,
    watchdog: at(WATCHDOGS, number),
    rng: at(RNGS, Math.floor(number / 5)),
    // Screens are not everywhere.
    graphics: number % 4 === 2 ? Graphics.NONE : undefined,
    video: number % 4 === 2 ? at(VIDEOS, Math.floor(number / 4)) : undefined,
    serialConsole: number % 7 === 3 ? false : undefined,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
