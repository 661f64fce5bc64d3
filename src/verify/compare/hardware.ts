import type { ResolvedHardware, ResolvedHost, ResolvedHostDevice, ResolvedMachine, ResolvedSystem } from '../../model/resolved';
import { type HardwareLines, linesOf } from '../terraform/hardware';
import { type Difference, missing, tooWide } from './difference';

/** Machines whose processors, memory or devices are not those that the model says. */
export function hardwareDifferences(
  { machines, hosts }: Pick<ResolvedSystem, 'machines' | 'hosts'>,
  found: HardwareLines,
): readonly Difference[] {
  const hostOf = new Map(hosts.map((host) => [host.name, host]));
  const own = new Set(machines.map(({ objectName }) => objectName));
  const strangers = [...found].filter(([name, lines]) => !own.has(name) && [...lines].some((line) => line.startsWith('devices.hostdevs ')));
  const differences = machines.flatMap((machine) => {
    const [lines, host] = [found.get(machine.objectName), hostOf.get(machine.host)];
    // Of what is adopted nothing stands there.
    if (!lines || !host || machine.adopted !== undefined) return [];
    const stated = new Set(statedLines(machine, host));
    return [
      ...[...lines]
        .filter((line) => !stated.has(line))
        .map((line) => tooWide(machine.name, `it has hardware that nothing states: ${line}`)),
      ...[...stated].filter((line) => !lines.has(line)).map((line) => missing(machine.name, `it lacks hardware: ${line}`)),
    ];
  });
  return [
    ...differences,
    ...strangers.map(([name]) => tooWide(name, 'it is given devices of its host, of which network cards are not filtered')),
  ];
}

function statedLines(machine: ResolvedMachine, host: ResolvedHost): readonly string[] {
  const { hardware } = machine;
  return (
    Object.entries({
      ...processors(machine, host),
      ...memory(machine),
      devices: devices(hardware),
    })
      .flatMap(([name, value]) => linesOf(name, value))
      // Nothing of it is stated.
      .filter((line) => !line.endsWith(' = {}'))
  );
}

/** What an emulator has instead of its host's processor. */
const EMULATED: Record<ResolvedHardware['cpu']['mode'], string> = {
  'host-model': 'maximum',
  'host-passthrough': 'maximum',
  maximum: 'maximum',
  custom: 'custom',
};
const IS_EMULATED: Record<ResolvedHost['virtualization'], boolean> = { kvm: false, qemu: true };

function processors({ cpus, hardware: { cpu, numa } }: ResolvedMachine, { virtualization }: ResolvedHost): object {
  const named = cpu.model === undefined ? {} : { match: 'exact', model: cpu.model, model_fallback: 'forbid' };
  const cells = (numa?.cells ?? []).map((cell, id) => ({ id, cpus: cell.cpus, memory: cell.memoryMiB * 2 ** 10, unit: 'KiB' }));
  const bound = (numa?.cells ?? []).flatMap(({ hostNode }, id) =>
    hostNode === undefined ? [] : [{ cell_id: id, mode: numa?.mode, nodeset: String(hostNode) }],
  );
  return {
    vcpu: cpus,
    vcpu_cpuset: cpu.cpuSet,
    cpu: {
      mode: IS_EMULATED[virtualization] ? EMULATED[cpu.mode] : cpu.mode,
      ...named,
      features: cpu.features,
      topology: cpu.topology,
      numa: cells.length > 0 ? { cell: cells } : undefined,
    },
    cpu_tune: cpu.pins && {
      vcpu_pin: cpu.pins.map((cpu_set, vcpu) => ({ vcpu, cpu_set })),
      emulator_pin: cpu.emulatorPin === undefined ? undefined : { cpu_set: cpu.emulatorPin },
    },
    numa_tune: {
      memory: numa?.hostNodes === undefined ? undefined : { mode: numa.mode, nodeset: numa.hostNodes },
      mem_nodes: bound,
    },
  };
}

function memory({ memoryMiB, hardware: { memoryBacking: backing }, sharedFolders }: ResolvedMachine): object {
  const pages = backing?.hugePagesMiB;
  return {
    memory: memoryMiB,
    memory_unit: 'MiB',
    memory_backing: {
      memory_huge_pages: pages === undefined ? undefined : { hugepages: [{ size: pages * 2 ** 10, unit: 'KiB' }] },
      memory_locked: backing?.locked || undefined,
      memory_nosharepages: backing?.sharedPages === false || undefined,
      memory_allocation: backing?.allocation === undefined ? undefined : { mode: backing.allocation },
      ...(sharedFolders.length > 0 && { memory_source: { type: 'memfd' }, memory_access: { mode: 'shared' } }),
    },
  };
}

/** What every graphics card has; one that is none has nothing. */
const CARD: Record<NonNullable<ResolvedHardware['video']>['model'], object> = {
  none: {},
  vga: { heads: 1, primary: 'yes' },
  virtio: { heads: 1, primary: 'yes' },
  bochs: { heads: 1, primary: 'yes' },
  cirrus: { heads: 1, primary: 'yes' },
};

function devices(hardware: ResolvedHardware): object {
  const { graphics, guestAgent, memoryBalloon, rng, serialConsole, tpm, video, vsockCid, watchdog } = hardware;
  return {
    serials: serialConsole ? [{ target: { port: 0 } }] : [],
    consoles: serialConsole ? [{ target: { port: 0, type: 'serial' } }] : [],
    channels: guestAgent ? [{ source: { unix: {} }, target: { virt_io: { name: 'org.qemu.guest_agent.0' } } }] : [],
    tpms: tpm ? [{ model: 'tpm-crb', backend: { emulator: { version: '2.0' } } }] : [],
    // On no address but the host's own.
    graphics: graphics ? [{ vnc: { auto_port: true, listen: '127.0.0.1' } }] : [],
    inputs: graphics ? [{ type: 'tablet', bus: 'usb' }] : [],
    videos: video ? [{ model: { type: video.model, vram: video.vramKiB, ...CARD[video.model] } }] : [],
    rngs: rng
      ? [{ model: 'virtio', rate: rng.rate && { bytes: rng.rate.bytes, period: rng.rate.periodMs }, backend: { random: '/dev/urandom' } }]
      : [],
    mem_balloon: memoryBalloon && balloon(memoryBalloon),
    hostdevs: hardware.devices.map((device) => ({ managed: true, ...HOST_DEVICES[device.bus](device.id) })),
    vsock: vsockCid === undefined ? undefined : { model: 'virtio', cid: { auto: 'no', address: String(vsockCid) } },
    watchdogs: watchdog ? [watchdog] : [],
  };
}

const balloon = ({ enabled, freePageReporting, autoDeflate, statsSeconds }: NonNullable<ResolvedHardware['memoryBalloon']>): object =>
  enabled
    ? {
        model: 'virtio',
        free_page_reporting: freePageReporting ? 'on' : undefined,
        auto_deflate: autoDeflate ? 'on' : undefined,
        stats: statsSeconds === undefined ? undefined : { period: statsSeconds },
      }
    : { model: 'none' };

const HOST_DEVICES: { readonly [B in ResolvedHostDevice['bus']]: (id: string) => object } = {
  pci: (id) => {
    const [, domain = '', bus = '', slot = '', fn = ''] = /^(....):(..):(..)\.(.)$/.exec(id) ?? [];
    const [a, b, c] = [domain, bus, slot].map((part) => Number(`0x${part}`));
    return { subsys_pci: { source: { address: { domain: a, bus: b, slot: c, function: Number(fn) } } } };
  },
  usb: (id) => ({ subsys_usb: { source: { vendor: { id: `0x${id.slice(0, 4)}` }, product: { id: `0x${id.slice(5)}` } } } }),
};
