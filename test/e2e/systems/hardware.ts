import {
  CpuFeaturePolicy,
  CpuMode,
  Duration,
  Graphics,
  GuestOs,
  type HardwareProps,
  Host,
  HostDevice,
  Image,
  LegacyVm,
  MemoryAllocation,
  Network,
  NumaMode,
  Size,
  System,
  VideoModel,
  Virtualization,
  WatchdogAction,
  WatchdogModel,
} from '../../../src';
import { TINY } from './tiny';

const MEMORY = Size.mebibytes(128);
const NODES = { cells: ['0', '1'].map((cpus) => ({ cpus, memory: Size.mebibytes(64), hostNode: 0 })), hostNodes: '0' };
const PINNED = { vcpus: ['1', '1'] };

/** Machines that say something of all of their hardware, of which an emulated one can be started. */
export const STARTED: Readonly<Record<string, HardwareProps>> = {
  solver: {
    cpu: {
      mode: CpuMode.CUSTOM,
      model: 'Westmere',
      features: { vme: CpuFeaturePolicy.DISABLE, aes: CpuFeaturePolicy.REQUIRE },
      topology: { cores: 1, threads: 2 },
      pinning: PINNED,
    },
    numa: NODES,
    memoryBacking: { allocation: MemoryAllocation.IMMEDIATE, sharedPages: false },
    memoryBalloon: { statsPeriod: Duration.seconds(10), freePageReporting: true, autoDeflate: true },
    watchdog: { action: WatchdogAction.POWEROFF },
    rng: { rate: { bytes: 1024, period: Duration.seconds(2) } },
    graphics: Graphics.VNC,
    video: { model: VideoModel.VIRTIO },
  },
  plain: {
    cpu: { mode: CpuMode.MAXIMUM, features: { x2apic: CpuFeaturePolicy.DISABLE } },
    numa: { hostNodes: '0', mode: NumaMode.INTERLEAVE },
    memoryBalloon: { enabled: false },
    watchdog: { model: WatchdogModel.IB700, action: WatchdogAction.PAUSE },
    rng: { enabled: false },
    video: { model: VideoModel.BOCHS },
    serialConsole: false,
  },
  old: { graphics: Graphics.VNC, video: { model: VideoModel.CIRRUS, vram: Size.mebibytes(8) } },
  blind: { cpu: { topology: { sockets: 1, cores: 1, threads: 1 } }, video: { model: VideoModel.NONE } },
};

/** One whose memory is made of huge pages, of which the host may keep none. */
export const HUGE: Readonly<Record<string, HardwareProps>> = { huge: { memoryBacking: { hugePages: Size.mebibytes(2) } } };

/** One that wants devices, a vsock, and the right to lock its memory: what libvirt is told of it is all that a laboratory can see. */
export const DEFINED: Readonly<Record<string, HardwareProps>> = {
  devices: {
    devices: [HostDevice.pci('0000:65:00.1'), HostDevice.usb('0529:0001')],
    vsock: {},
    memoryBacking: { locked: true },
    numa: { cells: [{ cpus: '0', memory: MEMORY }], mode: NumaMode.PREFERRED, hostNodes: '0' },
  },
};

/** Machines of such hardware on one host, whose second processor is dedicated. */
export class HardwareSystem extends System {
  constructor(uri: string, disk: string, machines: Readonly<Record<string, HardwareProps>>) {
    super('hw');
    const host = new Host(this, 'kvm1', {
      uri,
      cpus: 2,
      cpuOvercommit: 64,
      memory: Size.gibibytes(8),
      virtualization: Virtualization.QEMU,
      dedicatedCpus: '1',
      hugePages: [{ size: Size.mebibytes(2), count: 64 }],
      numaNodes: [{ cpus: '0-1', memory: Size.gibibytes(8) }],
      devices: [HostDevice.pci('0000:65:00.1'), HostDevice.usb('0529:0001')],
    });
    const subnet = new Network(this, 'net', { cidr: '10.43.0.0/16' }).addSubnet('lan', { cidr: '10.43.1.0/24' });
    const image = Image.file(disk, { version: '1' });
    const oses = { old: GuestOs.custom({ like: GuestOs.windowsServer2003(), minimumMemory: MEMORY, minimumDisk: Size.gibibytes(1) }) };
    for (const [name, hardware] of Object.entries(machines))
      new LegacyVm(this, name, {
        ...{ host, subnet, image, hardware },
        os: new Map<string, GuestOs>(Object.entries(oses)).get(name) ?? TINY,
        // No machine has more processors than are for all.
        cpus: hardware.cpu?.pinning ? 2 : 1,
        memory: MEMORY,
        rootDisk: Size.gibibytes(1),
      });
  }
}
