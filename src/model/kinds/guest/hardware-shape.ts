import { HostDevice } from '../../network/host-device';
import { flag, grammar, instance, list, map, number, optional, propsOf, type Shape } from '../../shape';
import { parseCpuSet } from '../../values';
import {
  CpuFeaturePolicy,
  CpuMode,
  type CpuPinning,
  type CpuProps,
  type CpuTopology,
  Graphics,
  type HardwareProps,
  MemoryAllocation,
  type MemoryBackingProps,
  type MemoryBalloonProps,
  type NumaCell,
  NumaMode,
  type NumaProps,
  type RngProps,
  type RngRate,
  VideoModel,
  type VideoProps,
  type VsockProps,
  WatchdogAction,
  WatchdogModel,
  type WatchdogProps,
} from '../../workload/hardware';
import { anyOf, DURATION, SIZE } from '../values';

/** What users may say of the virtual hardware of machines. */

export const CPU_SET = grammar('numbers such as 0-3,8', (item) => parseCpuSet(item) !== undefined);

/** Names in libvirt's map of processors (`/usr/share/libvirt/cpu_map`). */
const CPU_NAME = grammar('a name of libvirt, such as Skylake-Server-IBRS or avx512f', (item) =>
  /^[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}$/.test(item),
);

/** How each bus tells its devices apart. */
const IDS: { readonly [B in HostDevice['bus']]: { readonly form: RegExp; readonly expected: string } } = {
  pci: { form: /^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/, expected: 'an address as `lspci -D` has it, such as 0000:65:00.0' },
  usb: { form: /^[0-9a-f]{4}:[0-9a-f]{4}$/, expected: 'vendor and product as `lsusb` has them, such as 0529:0001' },
};

export const HOST_DEVICE: Shape = (item, where, visit) => {
  instance('a HostDevice, such as HostDevice.pci(…)', HostDevice)(item, where, visit);
  if (!(item instanceof HostDevice)) return;
  const { form, expected } = IDS[item.bus];
  if (typeof item.id !== 'string' || !form.test(item.id)) visit.defect(where, expected, item.id);
};

const CPU = propsOf<CpuProps>({
  mode: optional(anyOf(CpuMode)),
  model: optional(CPU_NAME),
  features: optional(map(anyOf(CpuFeaturePolicy), CPU_NAME)),
  topology: optional(propsOf<CpuTopology>({ sockets: optional(number), cores: number, threads: optional(number) })),
  pinning: optional(propsOf<CpuPinning>({ vcpus: list(CPU_SET), emulator: optional(CPU_SET) })),
});

const NUMA = propsOf<NumaProps>({
  cells: optional(list(propsOf<NumaCell>({ cpus: CPU_SET, memory: SIZE, hostNode: optional(number) }))),
  hostNodes: optional(CPU_SET),
  mode: optional(anyOf(NumaMode)),
});

export const HARDWARE = propsOf<HardwareProps>({
  cpu: optional(CPU),
  numa: optional(NUMA),
  memoryBacking: optional(
    propsOf<MemoryBackingProps>({
      hugePages: optional(SIZE),
      locked: optional(flag),
      allocation: optional(anyOf(MemoryAllocation)),
      sharedPages: optional(flag),
    }),
  ),
  memoryBalloon: optional(
    propsOf<MemoryBalloonProps>({
      enabled: optional(flag),
      freePageReporting: optional(flag),
      autoDeflate: optional(flag),
      statsPeriod: optional(DURATION),
    }),
  ),
  devices: optional(list(HOST_DEVICE)),
  vsock: optional(propsOf<VsockProps>({ cid: optional(number) })),
  watchdog: optional(propsOf<WatchdogProps>({ model: optional(anyOf(WatchdogModel)), action: optional(anyOf(WatchdogAction)) })),
  rng: optional(
    propsOf<RngProps>({
      enabled: optional(flag),
      rate: optional(propsOf<RngRate>({ bytes: number, period: optional(DURATION) })),
    }),
  ),
  graphics: optional(anyOf(Graphics)),
  video: optional(propsOf<VideoProps>({ model: anyOf(VideoModel), vram: optional(SIZE) })),
  serialConsole: optional(flag),
});
