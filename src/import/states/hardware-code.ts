import type { OsHardware } from '../../model/resolved';
import {
  CpuFeaturePolicy,
  CpuMode,
  Graphics,
  MemoryAllocation,
  NumaMode,
  VideoModel,
  WatchdogAction,
  WatchdogModel,
} from '../../model/workload/hardware';
import { sizeOfBytes } from '../sizes';
import {
  type Code,
  call,
  code,
  list,
  memberOf,
  number,
  object,
  optionalList,
  optionalNumber,
  optionalObject,
  optionalSeconds,
  optionalText,
  type Program,
  text,
} from '../source';
import type { FoundHardware, FoundMachine } from './facts';

/**
 * `hardware` of a machine: what it has that is not so by itself.
 * @param usual what its operating system wants
 */
export function hardwareCode({ hardware, stated, cpus }: FoundMachine, usual: OsHardware, program: Program): Code | undefined {
  const { graphics = usual.graphics } = hardware;
  const screen = graphics === usual.graphics ? undefined : memberOf('Graphics', Graphics, graphics ? Graphics.VNC : Graphics.NONE, program);
  const hyperV = hardware.hyperV ?? usual.hyperV;
  return optionalObject({
    cpu: cpuCode(stated.cpu ?? {}, hyperV ? cpus : undefined, program),
    numa: numaCode(stated.numa, program),
    memoryBacking: backingCode(stated.memoryBacking, program),
    memoryBalloon: balloonCode(stated.memoryBalloon, program),
    devices: devicesCode(stated.devices ?? [], program),
    vsock: stated.vsock && object({ cid: optionalNumber(stated.vsock.cid) }),
    watchdog: watchdogCode(stated.watchdog, program),
    rng: rngCode(stated.rng, HAS_RNG[usual.diskBus], program),
    graphics: screen,
    video: videoCode(stated.video, graphics, program),
    serialConsole: stated.serialConsole === false ? code('false') : undefined,
  });
}

/** @param oneSocket processors that are in one socket where nothing else is said */
function cpuCode(
  { mode, model, features = [], topology, pins, emulatorPin }: NonNullable<FoundHardware['cpu']>,
  oneSocket: number | undefined,
  program: Program,
): Code | undefined {
  const isUsual = topology?.sockets === 1 && topology.cores === oneSocket && topology.threads === 1;
  const said = mode === CpuMode.HOST_MODEL || (mode === CpuMode.CUSTOM && model === undefined) ? undefined : mode;
  return optionalObject({
    mode: memberOf('CpuMode', CpuMode, said, program),
    model: said === CpuMode.CUSTOM ? optionalText(model) : undefined,
    features: optionalObject(
      Object.fromEntries(features.map(({ name, policy }) => [name, memberOf('CpuFeaturePolicy', CpuFeaturePolicy, policy, program)])),
    ),
    topology:
      topology && !isUsual
        ? object({ sockets: number(topology.sockets), cores: number(topology.cores), threads: number(topology.threads) })
        : undefined,
    pinning: pins && object({ vcpus: list(pins.map(text)), emulator: optionalText(emulatorPin) }),
  });
}

function numaCode(numa: FoundHardware['numa'], program: Program): Code | undefined {
  if (!numa) return undefined;
  const cells = numa.cells.map(({ cpus, bytes, hostNode }) =>
    object({ cpus: text(cpus), memory: sizeOfBytes(bytes, program), hostNode: optionalNumber(hostNode) }),
  );
  const mode = numa.mode === NumaMode.STRICT ? undefined : numa.mode;
  return object({
    cells: optionalList(cells),
    hostNodes: optionalText(numa.hostNodes),
    mode: memberOf('NumaMode', NumaMode, mode, program),
  });
}

function backingCode(backing: FoundHardware['memoryBacking'], program: Program): Code | undefined {
  if (!backing) return undefined;
  const { hugePages, locked, allocation, sharedPages } = backing;
  return object({
    hugePages: hugePages === undefined ? undefined : sizeOfBytes(hugePages, program),
    locked: locked ? code('true') : undefined,
    allocation: memberOf('MemoryAllocation', MemoryAllocation, allocation, program),
    sharedPages: sharedPages === false ? code('false') : undefined,
  });
}

function balloonCode(balloon: FoundHardware['memoryBalloon'], program: Program): Code | undefined {
  if (!balloon) return undefined;
  if (balloon.enabled === false) return object({ enabled: code('false') });
  return optionalObject({
    freePageReporting: balloon.freePageReporting ? code('true') : undefined,
    autoDeflate: balloon.autoDeflate ? code('true') : undefined,
    statsPeriod: optionalSeconds(balloon.statsSeconds, program),
  });
}

export const deviceCode = ({ bus, id }: NonNullable<FoundHardware['devices']>[number], program: Program): Code =>
  call(`${program.lib('HostDevice')}.${bus}`, text(id));

const devicesCode = (devices: NonNullable<FoundHardware['devices']>, program: Program): Code | undefined =>
  optionalList(devices.map((device) => deviceCode(device, program)));

function watchdogCode(watchdog: FoundHardware['watchdog'], program: Program): Code | undefined {
  if (!watchdog) return undefined;
  const { model, action } = watchdog;
  return object({
    model: memberOf('WatchdogModel', WatchdogModel, model === WatchdogModel.I6300ESB ? undefined : model, program),
    action: memberOf('WatchdogAction', WatchdogAction, action === WatchdogAction.RESET ? undefined : action, program),
  });
}

/** Whether a machine has a source of random numbers by itself, by the bus of its disks. */
const HAS_RNG: Record<OsHardware['diskBus'], boolean> = { virtio: true, scsi: true, sata: false, ide: false };

function rngCode(rng: FoundHardware['rng'], usual: boolean, program: Program): Code | undefined {
  if (rng === undefined) return undefined;
  if (rng === false) return usual ? object({ enabled: code('false') }) : undefined;
  const { rate } = rng;
  return optionalObject({
    enabled: usual ? undefined : code('true'),
    rate: rate && object({ bytes: number(rate.bytes), period: rate.seconds === 1 ? undefined : optionalSeconds(rate.seconds, program) }),
  });
}

const USUAL_VRAM = 16384;

function videoCode(video: FoundHardware['video'], screen: boolean, program: Program): Code | undefined {
  if (!video?.model) return undefined;
  const { model, vramKiB } = video;
  const vram = HAS_VRAM[model] && vramKiB !== undefined && vramKiB !== USUAL_VRAM ? sizeOfBytes(vramKiB * 1024, program) : undefined;
  if (screen && model === 'vga' && vram === undefined) return undefined;
  return object({ model: memberOf('VideoModel', VideoModel, model, program), vram });
}

const HAS_VRAM: Record<NonNullable<NonNullable<FoundHardware['video']>['model']>, boolean> = {
  none: false,
  vga: true,
  virtio: false,
  bochs: true,
  cirrus: true,
};
