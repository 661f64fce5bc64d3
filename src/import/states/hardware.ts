import { isRecord } from '../../model/shape';
import { cpuSetText, parseCpuSet } from '../../model/values';
import {
  CpuFeaturePolicy,
  CpuMode,
  MemoryAllocation,
  NumaMode,
  VideoModel,
  WatchdogAction,
  WatchdogModel,
} from '../../model/workload/hardware';
import { type Path, type Reader, records } from '../reader';
import type { FoundHardware } from './facts';
import { bytesOf } from './libvirt';

/** What a domain of the current provider line says of virtual hardware that machines state themselves. What cannot be said there is left. */
export function hardwareOf(reader: Reader): FoundHardware {
  return {
    cpu: processorsOf(reader),
    numa: numaOf(reader),
    memoryBacking: backingOf(reader),
    memoryBalloon: balloonOf(reader),
    devices: devicesOf(reader),
    vsock: vsockOf(reader),
    watchdog: watchdogOf(reader),
    rng: rngOf(reader),
    video: videoOf(reader),
    serialConsole: ['serials', 'consoles'].map((list) => records(reader.take('devices', list)).length).some((length) => length > 0),
  };
}

/** A word of an enumeration; another one is left where it is. */
function wordOf<Word extends string>(reader: Reader, words: Readonly<Record<string, Word>>, ...path: Path): Word | undefined {
  const found = Object.values(words).find((word) => word === reader.peek(...path));
  if (found !== undefined) reader.take(...path);
  return found;
}

/** Numbers of processors or nodes, as libvirt would write them. */
function setOf(reader: Reader, ...path: Path): string | undefined {
  const value = reader.peek(...path);
  const numbers = typeof value === 'string' ? parseCpuSet(value.replaceAll(/\s/g, '')) : undefined;
  if (!numbers) return undefined;
  reader.take(...path);
  return cpuSetText(numbers);
}

const isName = (text: unknown): text is string => typeof text === 'string' && /^[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}$/.test(text);

function processorsOf(reader: Reader): FoundHardware['cpu'] {
  const mode = wordOf(reader, CpuMode, 'cpu', 'mode');
  const name = reader.peek('cpu', 'model');
  const model = isName(name) ? reader.text('cpu', 'model') : undefined;
  if (model !== undefined) for (const field of ['match', 'model_fallback']) reader.take('cpu', field);
  const features = records(reader.peek('cpu', 'features')).flatMap((_, index) => {
    const at: Path = ['cpu', 'features', index];
    const feature = reader.peek(...at, 'name');
    const policy = wordOf(reader, CpuFeaturePolicy, ...at, 'policy');
    return isName(feature) && policy !== undefined ? [{ name: String(reader.take(...at, 'name')), policy }] : [];
  });
  const [sockets, cores, threads] = ['sockets', 'cores', 'threads'].map((part) => reader.number('cpu', 'topology', part));
  const pinned = records(reader.peek('cpu_tune', 'vcpu_pin'));
  const pins = pinned.flatMap((_, index) => {
    const vcpu = reader.number('cpu_tune', 'vcpu_pin', index, 'vcpu');
    const cpus = setOf(reader, 'cpu_tune', 'vcpu_pin', index, 'cpu_set');
    return vcpu !== undefined && cpus !== undefined ? [{ vcpu, cpus }] : [];
  });
  const inOrder = [...pins].sort((a, b) => a.vcpu - b.vcpu);
  return {
    mode,
    model,
    features,
    topology: sockets && cores && threads ? { sockets, cores, threads } : undefined,
    // Some of them alone cannot be said.
    pins: pins.length > 0 && inOrder.every(({ vcpu }, index) => vcpu === index) ? inOrder.map(({ cpus }) => cpus) : undefined,
    emulatorPin: setOf(reader, 'cpu_tune', 'emulator_pin', 'cpu_set'),
    cpuSet: setOf(reader, 'vcpu_cpuset'),
  };
}

function numaOf(reader: Reader): FoundHardware['numa'] {
  const nodes = new Map(
    records(reader.peek('numa_tune', 'mem_nodes')).flatMap((_, index) => {
      const at: Path = ['numa_tune', 'mem_nodes', index];
      const [cell, node] = [reader.number(...at, 'cell_id'), Number(reader.peek(...at, 'nodeset'))];
      if (cell === undefined || !Number.isInteger(node)) return [];
      reader.take(...at, 'nodeset');
      return [[cell, { node, mode: wordOf(reader, NumaMode, ...at, 'mode') }] as const];
    }),
  );
  const cells = records(reader.peek('cpu', 'numa', 'cell')).flatMap((_, index) => {
    const at: Path = ['cpu', 'numa', 'cell', index];
    const id = reader.number(...at, 'id') ?? index;
    const cpus = setOf(reader, ...at, 'cpus');
    const bytes = bytesOf(reader.number(...at, 'memory'), reader.text(...at, 'unit') ?? 'KiB');
    return cpus === undefined || bytes === undefined ? [] : [{ id, cpus, bytes, hostNode: nodes.get(id)?.node }];
  });
  const hostNodes = setOf(reader, 'numa_tune', 'memory', 'nodeset');
  const [other] = nodes.values();
  const mode = wordOf(reader, NumaMode, 'numa_tune', 'memory', 'mode') ?? other?.mode;
  if (cells.length === 0 && hostNodes === undefined) return undefined;
  return { mode, hostNodes, cells: cells.sort((a, b) => a.id - b.id) };
}

function backingOf(reader: Reader): FoundHardware['memoryBacking'] {
  const at: Path = ['memory_backing', 'memory_huge_pages', 'hugepages', 0];
  const hugePages = bytesOf(reader.number(...at, 'size'), reader.text(...at, 'unit') ?? 'KiB');
  const locked = reader.flag('memory_backing', 'memory_locked');
  // So that it may be locked at all; libvirt sees to it itself.
  if (locked) reader.take('memory_tune');
  const unshared = reader.flag('memory_backing', 'memory_nosharepages');
  const allocation = wordOf(reader, MemoryAllocation, 'memory_backing', 'memory_allocation', 'mode');
  if (hugePages === undefined && !locked && !unshared && allocation === undefined) return undefined;
  return { hugePages, locked, sharedPages: !unshared, allocation };
}

function balloonOf(reader: Reader): FoundHardware['memoryBalloon'] {
  const at: Path = ['devices', 'mem_balloon'];
  const model = reader.peek(...at, 'model');
  if (model === undefined) return undefined;
  reader.take(...at, 'model');
  const period = reader.number(...at, 'stats', 'period');
  const found = {
    enabled: model !== 'none',
    freePageReporting: reader.flag(...at, 'free_page_reporting'),
    autoDeflate: reader.flag(...at, 'auto_deflate'),
    statsSeconds: period !== undefined && period > 0 ? period : undefined,
  };
  // What libvirt adds itself need not be said.
  const isUsual = found.enabled && !found.freePageReporting && !found.autoDeflate && found.statsSeconds === undefined;
  return isUsual ? undefined : found;
}

const hexadecimal = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

function devicesOf(reader: Reader): FoundHardware['devices'] {
  return records(reader.peek('devices', 'hostdevs')).flatMap((_, index) => {
    const at: Path = ['devices', 'hostdevs', index];
    const pci: Path = [...at, 'subsys_pci', 'source', 'address'];
    const [domain = 0, bus, slot, fn = 0] = ['domain', 'bus', 'slot', 'function'].map((part) => reader.number(...pci, part));
    const usb: Path = [...at, 'subsys_usb', 'source'];
    const [vendor, product] = ['vendor', 'product'].map((part) => {
      const id = /^0x([0-9a-f]{4})$/i.exec(String(reader.peek(...usb, part, 'id')))?.[1]?.toLowerCase();
      if (id !== undefined) reader.take(...usb, part, 'id');
      return id;
    });
    const found = [
      ...(bus !== undefined && slot !== undefined
        ? [{ bus: 'pci' as const, id: `${hexadecimal(domain, 4)}:${hexadecimal(bus, 2)}:${hexadecimal(slot, 2)}.${fn}` }]
        : []),
      ...(vendor !== undefined && product !== undefined ? [{ bus: 'usb' as const, id: `${vendor}:${product}` }] : []),
    ];
    if (found.length > 0) for (const field of ['managed', 'address', 'alias', 'rom']) reader.take(...at, field);
    return found;
  });
}

function vsockOf(reader: Reader): FoundHardware['vsock'] {
  const at: Path = ['devices', 'vsock'];
  if (!isRecord(reader.peek(...at))) return undefined;
  for (const field of ['model', 'address', 'alias']) reader.take(...at, field);
  const cid = Number(reader.take(...at, 'cid', 'address'));
  reader.take(...at, 'cid', 'auto');
  return Number.isInteger(cid) && cid >= 3 ? { cid } : {};
}

/** The first one: more can be said of none. */
function watchdogOf(reader: Reader): FoundHardware['watchdog'] {
  const at: Path = ['devices', 'watchdogs', 0];
  const model = wordOf(reader, WatchdogModel, ...at, 'model');
  if (model === undefined) return undefined;
  const action = wordOf(reader, WatchdogAction, ...at, 'action');
  for (const field of ['address', 'alias']) reader.take(...at, field);
  return { model, action };
}

/** Whatever it draws from on the host: it draws from `/dev/urandom` here. */
function rngOf(reader: Reader): FoundHardware['rng'] {
  const at: Path = ['devices', 'rngs', 0];
  if (!isRecord(reader.peek(...at))) return false;
  for (const field of ['model', 'backend', 'address', 'alias']) reader.take(...at, field);
  const bytes = reader.number(...at, 'rate', 'bytes');
  if (bytes === undefined) return {};
  const period = reader.number(...at, 'rate', 'period') ?? 1000;
  return { rate: { bytes, seconds: Math.max(1, Math.round(period / 1000)) } };
}

function videoOf(reader: Reader): FoundHardware['video'] {
  const at: Path = ['devices', 'videos', 0];
  const model = wordOf(reader, VideoModel, ...at, 'model', 'type');
  if (model === undefined) return undefined;
  const vram = reader.number(...at, 'model', 'vram');
  for (const field of ['heads', 'primary', 'ram', 'vga_mem']) reader.take(...at, 'model', field);
  return { model, vramKiB: vram };
}
