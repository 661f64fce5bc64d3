import type { ClaimingHardware } from '../../capacity/load';
import { cardsOf } from '../../kinds/guest/cards';
import { isolationOf } from '../../kinds/subnet';
import type { Host } from '../../network/host';
import type {
  ResolvedHardware,
  ResolvedMemoryBacking,
  ResolvedMemoryBalloon,
  ResolvedNuma,
  ResolvedProcessors,
  ResolvedRng,
  ResolvedVideo,
  ResolvedWatchdog,
} from '../../resolved';
import { compareText, cpuSetText, parseCpuSet, Size } from '../../values';
import { CpuMode, Graphics, type HardwareProps, NumaMode, VideoModel, WatchdogAction, WatchdogModel } from '../../workload/hardware';
import type { Machine } from '../../workload/machine';
import { resolveDevices } from './host-devices';
import { dedicatedCpusOf } from './host-figures';

/** What is said of a machine's virtual hardware. */
export const statedHardware = ({ props }: Machine): HardwareProps => props.hardware ?? {};

/** Whether a subnet that it stands in is kept apart: no machine there has a screen. */
export const isApart = (machine: Machine): boolean => cardsOf(machine).some(({ subnet }) => isolationOf(subnet).apart);

/** Whether it is a screen. */
export const SCREENS: Record<Graphics, boolean> = { [Graphics.NONE]: false, [Graphics.VNC]: true };

/** Whether it has a screen. */
export function hasScreen(machine: Machine): boolean {
  const { graphics } = statedHardware(machine);
  return (graphics === undefined ? machine.props.os.hardware.graphics : SCREENS[graphics]) && !isApart(machine);
}

/** @param vsockCid its context id, where it has a vsock */
export function resolveHardware(machine: Machine, host: Host, vsockCid: number | undefined): ResolvedHardware {
  const { os } = machine.props;
  const stated = statedHardware(machine);
  const graphics = hasScreen(machine);
  const memoryBalloon = resolveMemoryBalloon(stated.memoryBalloon);
  const watchdog = resolveWatchdog(stated.watchdog);
  const rng = resolveRng(stated.rng, HAS_VIRTIO[os.hardware.diskBus]);
  const video = resolveVideo(stated.video, graphics);
  return {
    ...os.hardware,
    ...movingHardware(machine),
    graphics,
    cpu: resolveProcessors(machine, host),
    ...(memoryBalloon && { memoryBalloon }),
    ...(vsockCid !== undefined && { vsockCid }),
    ...(watchdog && { watchdog }),
    ...(rng && { rng }),
    ...(video && { video }),
    serialConsole: stated.serialConsole ?? true,
  };
}

/** Sizes that processors of x86-64 have, in MiB (Linux, `hugetlbpage.rst`). */
const PAGES_MIB: readonly number[] = [2, 1024];
export const isHugePage = (size: Size): boolean => PAGES_MIB.includes(size.toMebibytes);

/** Whether it can be the number of a NUMA node. */
export const isNode = (value: number): boolean => Number.isInteger(value) && value >= 0;

/** What of it is the same on whatever host it is on, and some of that host's. */
export function movingHardware(machine: Machine): ClaimingHardware {
  const { cpu, numa, memoryBacking, devices } = statedHardware(machine);
  const nodes = resolveNuma(numa);
  const backing = resolveMemoryBacking(memoryBacking);
  return {
    cpu: cpu?.pinning ? { pins: cpu.pinning.vcpus.map(setText) } : {},
    ...(nodes && { numa: nodes }),
    ...(backing && { memoryBacking: backing }),
    devices: resolveDevices(devices),
  };
}

/** Text of the same numbers as libvirt writes it. What is none is told by itself, here and below. */
const setText = (text: string): string => cpuSetText(parseCpuSet(text) ?? []);

function resolveProcessors(machine: Machine, host: Host): ResolvedProcessors {
  const { cpus, os } = machine.props;
  const { mode = CpuMode.HOST_MODEL, model, features = {}, topology, pinning } = statedHardware(machine).cpu ?? {};
  const { sockets = 1, cores = cpus, threads = 1 } = topology ?? {};
  const shared = sharedCpus(host);
  const emulator = pinning?.emulator === undefined ? shared : setText(pinning.emulator);
  return {
    mode,
    ...(model !== undefined && { model }),
    features: Object.entries(features)
      .map(([name, policy]) => ({ name, policy }))
      .sort((a, b) => compareText(a.name, b.name)),
    // Windows editions are licensed by sockets and ignore those above the limit.
    ...((topology || os.hardware.hyperV) && { topology: { sockets, cores, threads } }),
    ...(pinning && { pins: pinning.vcpus.map(setText) }),
    ...(pinning && emulator !== undefined && { emulatorPin: emulator }),
    ...(!pinning && shared !== undefined && { cpuSet: shared }),
  };
}

/** Processors of a host that are for all; undefined where none are dedicated. */
function sharedCpus(host: Host): string | undefined {
  const dedicated = new Set(dedicatedCpusOf(host));
  if (dedicated.size === 0) return undefined;
  return cpuSetText(Array.from({ length: host.props.cpus }, (_, each) => each).filter((each) => !dedicated.has(each)));
}

function resolveNuma(props: HardwareProps['numa']): ResolvedNuma | undefined {
  if (props === undefined) return undefined;
  const { cells = [], hostNodes, mode = NumaMode.STRICT } = props;
  return {
    mode,
    ...(hostNodes !== undefined && { hostNodes: setText(hostNodes) }),
    cells: cells.map(({ cpus, memory, hostNode }) => ({
      cpus: setText(cpus),
      memoryMiB: memory.toMebibytes,
      ...(hostNode !== undefined && isNode(hostNode) && { hostNode }),
    })),
  };
}

function resolveMemoryBacking(props: HardwareProps['memoryBacking']): ResolvedMemoryBacking | undefined {
  if (props === undefined) return undefined;
  const { hugePages, locked = false, allocation, sharedPages = true } = props;
  return {
    ...(hugePages && isHugePage(hugePages) && { hugePagesMiB: hugePages.toMebibytes }),
    locked,
    ...(allocation !== undefined && { allocation }),
    sharedPages,
  };
}

function resolveMemoryBalloon(props: HardwareProps['memoryBalloon']): ResolvedMemoryBalloon | undefined {
  if (props === undefined) return undefined;
  const { enabled = true, freePageReporting = false, autoDeflate = false, statsPeriod } = props;
  return { enabled, freePageReporting, autoDeflate, ...(statsPeriod && { statsSeconds: statsPeriod.toSeconds }) };
}

const resolveWatchdog = (props: HardwareProps['watchdog']): ResolvedWatchdog | undefined =>
  props && { model: props.model ?? WatchdogModel.I6300ESB, action: props.action ?? WatchdogAction.RESET };

/** Whether a guest has drivers of virtio, as the bus of its disks tells. */
const HAS_VIRTIO: Record<ResolvedHardware['diskBus'], boolean> = { virtio: true, scsi: true, sata: false, ide: false };

function resolveRng(props: HardwareProps['rng'], usual: boolean): ResolvedRng | undefined {
  const { enabled = usual, rate } = props ?? {};
  if (!enabled) return undefined;
  return rate ? { rate: { bytes: rate.bytes, periodMs: (rate.period?.toSeconds ?? 1) * 1000 } } : {};
}

/** Whether a card has memory of a size that can be said. */
export const HAS_VRAM: Record<VideoModel, boolean> = {
  [VideoModel.NONE]: false,
  [VideoModel.VGA]: true,
  [VideoModel.VIRTIO]: false,
  [VideoModel.BOCHS]: true,
  [VideoModel.CIRRUS]: true,
};

const VRAM = Size.mebibytes(16);

function resolveVideo(props: HardwareProps['video'], screen: boolean): ResolvedVideo | undefined {
  if (!props && !screen) return undefined;
  const { model, vram = VRAM } = props ?? { model: VideoModel.VGA };
  return { model, ...(HAS_VRAM[model] && { vramKiB: vram.bytes / 1024 }) };
}
