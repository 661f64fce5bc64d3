import {
  CpuFeaturePolicy,
  CpuMode,
  Duration,
  Graphics,
  type HardwareProps,
  HostDevice,
  MemoryAllocation,
  NumaMode,
  Size,
  type System,
  VideoModel,
  WatchdogAction,
} from '../../src/model';
import { OFFICE, vm, type Yard, yard } from '../model/fixture';

/** Of machines with two processors and 2 GiB of memory, by their names. */
const STATED: Readonly<Record<string, HardwareProps>> = {
  web: {
    cpu: {
      mode: CpuMode.CUSTOM,
      model: 'Skylake-Server-IBRS',
      features: { vmx: CpuFeaturePolicy.DISABLE },
      topology: { cores: 1, threads: 2 },
      pinning: { vcpus: ['8', '9'] },
    },
    numa: {
      mode: NumaMode.PREFERRED,
      cells: [
        { cpus: '0', memory: Size.gibibytes(1), hostNode: 0 },
        { cpus: '1', memory: Size.gibibytes(1) },
      ],
      hostNodes: '1',
    },
    memoryBacking: { hugePages: Size.mebibytes(2), locked: true, allocation: MemoryAllocation.IMMEDIATE, sharedPages: false },
    memoryBalloon: { statsPeriod: Duration.seconds(5), autoDeflate: true, freePageReporting: true },
    devices: [HostDevice.usb('0529:0001'), HostDevice.pci('0000:65:00.0')],
    vsock: {},
    watchdog: { action: WatchdogAction.PAUSE },
    rng: { rate: { bytes: 1024 } },
    graphics: Graphics.VNC,
    video: { model: VideoModel.VIRTIO },
  },
  host: { cpu: { mode: CpuMode.HOST_PASSTHROUGH }, video: { model: VideoModel.NONE }, memoryBalloon: { enabled: false } },
  most: { cpu: { mode: CpuMode.MAXIMUM }, video: { model: VideoModel.BOCHS }, serialConsole: false },
  old: { video: { model: VideoModel.CIRRUS } },
  plain: { video: { model: VideoModel.VGA } },
};

/** Machines that state all of their hardware, beside one, `api`, that states nothing. */
export function stated(): Yard {
  const y = yard(
    {},
    {
      dedicatedCpus: '8-15',
      hugePages: [{ size: Size.mebibytes(2), count: 4096 }],
      numaNodes: [
        { cpus: '0-31', memory: Size.gibibytes(256) },
        { cpus: '32-63', memory: Size.gibibytes(256) },
      ],
      devices: [HostDevice.pci('0000:65:00.0'), HostDevice.usb('0529:0001')],
    },
  );
  for (const [name, hardware] of Object.entries(STATED)) vm(y, name, { hardware });
  y.system.policy.allow(OFFICE, vm(y, 'api'), { because: 'variety' });
  return y;
}

export const hardware = (): System => stated().system;
