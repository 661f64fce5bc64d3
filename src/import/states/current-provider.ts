import { isRecord } from '../../model/shape';
import { type Path, Reader, records, texts, withoutNothing } from '../reader';
import type { FoundCard, FoundDisk, FoundMachine, FoundNetwork, FoundPool, FoundSetup, FoundVolume } from './facts';
import { hardwareOf } from './hardware';
import { bytesOf, isLoader, LIMITS, machineTypeOf, modeOf, nicModelOf, poolTypeOf, prefixOf } from './libvirt';
import type { ProviderLine, Values } from './provider-line';
import { addressesIn } from './setup';

/** dmacvicar/libvirt 0.9, whose attributes are named after libvirt's XML. */
export const CURRENT: ProviderLine = { pool, network, volume, setup, machine };

const readerOf = (values: Values, ...understood: readonly Path[]): Reader => {
  const reader = new Reader(withoutNothing(values));
  for (const path of understood) reader.take(...path);
  return reader;
};

function pool(values: Values): FoundPool {
  const reader = readerOf(values, ...SPACE, ['id'], ['uuid'], ['create'], ['destroy']);
  const type = poolTypeOf(reader.text('type'));
  return {
    name: reader.text('name') ?? '',
    type,
    path: reader.text('target', 'path'),
    ceph: type === 'rbd' ? cephOf(reader) : undefined,
    left: reader.left(),
  };
}

function cephOf(reader: Reader): FoundPool['ceph'] {
  const monitors = records(reader.take('source', 'host')).map((host) => {
    const { name = '', port } = texts(host);
    return port === undefined ? name : `${name}:${port}`;
  });
  const user = reader.text('source', 'auth', 'username') ?? '';
  const secret = reader.text('source', 'auth', 'secret', 'uuid') ?? '';
  reader.take('source', 'auth', 'type');
  return { monitors, cephPool: reader.text('source', 'name') ?? '', user, secret };
}

const SPACE: readonly Path[] = ['allocation', 'available', 'capacity'].flatMap((name) => [[name], [`${name}_unit`]]);

function network(values: Values): FoundNetwork {
  const reader = readerOf(values, ['id'], ['uuid'], ['autostart'], ['mac'], ['bridge', 'stp'], ['bridge', 'delay']);
  reader.take('domain', 'local_only');
  const at = records(reader.peek('ips')).findIndex(({ address, family }) => family !== 'ipv6' && !String(address).includes(':'));
  const address = at < 0 ? undefined : reader.text('ips', at, 'address');
  const prefix = at < 0 ? undefined : prefixOf(reader.take('ips', at, 'prefix'), reader.take('ips', at, 'netmask'));
  const reserved = at < 0 ? [] : records(reader.take('ips', at, 'dhcp', 'hosts')).map(texts);
  const named = records(reader.take('dns', 'host'));
  reader.take('dns', 'enable');
  const nameservers = records(reader.peek('dns', 'forwarders')).flatMap(({ domain: of }, index) =>
    of === undefined ? (reader.text('dns', 'forwarders', index, 'addr') ?? []) : [],
  );
  return {
    name: reader.text('name') ?? '',
    ids: [String(values.id), String(values.uuid)],
    mode: modeOf(reader.text('forward', 'mode') ?? (reader.peek('forward') === undefined ? 'none' : 'nat')),
    bridge: reader.text('bridge', 'name'),
    block: address !== undefined && prefix !== undefined ? { address, prefix } : undefined,
    mtu: reader.number('mtu', 'size'),
    domain: reader.text('domain', 'name'),
    nameservers,
    known: [
      ...reserved.flatMap(({ ip, mac, name: label }) => (ip === undefined ? [] : [{ ip, mac, label }])),
      ...named.flatMap(({ ip, hostnames }) =>
        typeof ip === 'string'
          ? records(hostnames)
              .map(texts)
              .map(({ hostname = '' }) => ({ ip, label: hostname.split('.')[0] as string }))
          : [],
      ),
    ],
    left: reader.left(),
  };
}

function volume(values: Values): FoundVolume {
  const reader = readerOf(values, ...SPACE, ...WHERE, ['physical'], ['physical_unit'], ['target', 'path'], ['target', 'permissions']);
  reader.take('backing_store', 'format');
  return {
    name: reader.text('name') ?? '',
    pool: reader.text('pool') ?? 'default',
    ids: [values.id, values.path, values.key].map(String),
    bytes: bytesOf(values.capacity, values.capacity_unit ?? 'bytes'),
    format: reader.text('target', 'format', 'type'),
    base: reader.text('backing_store', 'path'),
    source: reader.text('create', 'content', 'url'),
    left: reader.left(),
  };
}

const WHERE: readonly Path[] = [['id'], ['key'], ['path'], ['type']];

function setup(values: Values): FoundSetup {
  return {
    name: String(values.name),
    ids: [values.id, values.path].map(String),
    addresses: addressesIn(values.network_config),
    left: [],
  };
}

/** What this library decides for all machines alike, or follows from what it says. */
const UNDERSTOOD: readonly Path[] = [
  ...['id', 'uuid', 'autostart', 'running', 'on_crash', 'on_poweroff', 'on_reboot', 'create', 'destroy', 'update', 'pm'].map((each) => [
    each,
  ]),
  ...['type', 'type_arch', 'nv_ram'].map((each) => ['os', each]),
  ...['acpi', 'apic', 'pae', 'smm', 'vm_port'].map((each) => ['features', each]),
  ...['controllers', 'inputs', 'emulator'].map((each) => ['devices', each]),
  ...['io_threads', 'vcpu_placement', 'current_memory', 'current_memory_unit'].map((each) => [each]),
  ['clock', 'timer'],
];

function machine(values: Values): FoundMachine {
  const reader = readerOf(values, ...UNDERSTOOD);
  const disks = disksOf(reader);
  const cards = records(reader.peek('devices', 'interfaces')).map((_, index) => cardOf(reader, ['devices', 'interfaces', index]));
  const folders = foldersOf(reader);
  const channels = records(reader.take('devices', 'channels'));
  const hardware: FoundMachine['hardware'] = {
    machineType: machineTypeOf(reader.text('os', 'type_machine')),
    firmware: firmwareOf(reader),
    clock: reader.text('clock', 'offset') === 'localtime' ? 'localtime' : 'utc',
    hyperV: reader.take('features', 'hyper_v') !== undefined,
    tpm: reader.take('devices', 'tpms') !== undefined,
    guestAgent: channels.some(({ target }) => isRecord(target) && isRecord(target.virt_io) && target.virt_io.name === AGENT),
    graphics: graphicsOf(reader),
    nicModel: nicModelOf(cards[0]?.model),
  };
  const stated = hardwareOf(reader);
  const memory = [reader.number('memory'), reader.text('memory_unit') ?? 'KiB'] as const;
  return {
    name: reader.text('name') ?? '',
    cpus: reader.number('vcpu'),
    bytes: bytesOf(...memory),
    emulated: reader.text('type') === 'qemu',
    hardware,
    stated,
    disks,
    cards,
    folders,
    left: reader.left(),
  };
}

const AGENT = 'org.qemu.guest_agent.0';

function firmwareOf(reader: Reader): 'bios' | 'uefi' | 'uefi-secure-boot' {
  const loader = reader.text('os', 'loader');
  for (const field of ['loader_readonly', 'loader_type', 'loader_format']) reader.take('os', field);
  const secure = reader.flag('os', 'loader_secure');
  const isUefi = reader.text('os', 'firmware') === 'efi' || isLoader(loader ?? '');
  if (!isUefi) return 'bios';
  return secure ? 'uefi-secure-boot' : 'uefi';
}

/** A screen of whatever kind is one over VNC here, on the host's own address; where it was looked at from elsewhere is left. */
function graphicsOf(reader: Reader): boolean {
  const screens = records(reader.peek('devices', 'graphics'));
  for (const index of screens.keys()) {
    for (const field of ['auto_port', 'port']) reader.take('devices', 'graphics', index, 'vnc', field);
    if (reader.peek('devices', 'graphics', index, 'vnc', 'listen') === '127.0.0.1')
      reader.take('devices', 'graphics', index, 'vnc', 'listen');
  }
  return screens.length > 0;
}

function disksOf(reader: Reader): readonly FoundDisk[] {
  const all = records(reader.peek('devices', 'disks')).map((disk, index) => {
    const boot = isRecord(disk.boot) && typeof disk.boot.order === 'number' ? disk.boot.order : Number.POSITIVE_INFINITY;
    return { boot, disk: diskOf(reader, ['devices', 'disks', index]) };
  });
  return all.sort((a, b) => (a.boot === b.boot ? 0 : a.boot - b.boot)).map(({ disk }) => disk);
}

const DEVICES: readonly FoundDisk['device'][] = ['disk', 'cdrom'];

function diskOf(reader: Reader, at: Path): FoundDisk {
  for (const field of ['boot', 'serial', 'auth', 'address', 'alias', 'backing_store']) reader.take(...at, field);
  for (const field of ['name', 'discard', 'io_thread', 'detect_zeros']) reader.take(...at, 'driver', field);
  reader.take(...at, 'target', 'dev');
  const device = reader.text(...at, 'device') ?? 'disk';
  return {
    device: DEVICES.find((each) => each === device) ?? 'other',
    volume: reader.text(...at, 'source', 'volume', 'volume'),
    pool: reader.text(...at, 'source', 'volume', 'pool'),
    id: reader.text(...at, 'source', 'file', 'file') ?? reader.text(...at, 'source', 'block', 'dev') ?? cephImage(reader, at),
    bus: reader.text(...at, 'target', 'bus'),
    format: reader.text(...at, 'driver', 'type'),
    cache: reader.text(...at, 'driver', 'cache'),
    io: reader.text(...at, 'driver', 'io'),
    limits: Object.fromEntries(
      Object.entries(LIMITS).map(([name, field]) => [name, reader.number(...at, 'io_tune', field)]),
    ) as FoundDisk['limits'],
    readOnly: reader.flag(...at, 'read_only'),
    shared: reader.flag(...at, 'shareable'),
  };
}

/** `rbd:<pool>/<image>`. */
function cephImage(reader: Reader, at: Path): string | undefined {
  if (reader.peek(...at, 'source', 'network', 'protocol') !== 'rbd') return undefined;
  for (const field of ['protocol', 'hosts']) reader.take(...at, 'source', 'network', field);
  return `rbd:${reader.text(...at, 'source', 'network', 'name') ?? ''}`;
}

function cardOf(reader: Reader, at: Path): FoundCard {
  for (const field of ['target', 'mtu', 'address', 'alias', 'wait_for_ip']) reader.take(...at, field);
  return {
    network: reader.text(...at, 'source', 'network', 'network'),
    bridge: reader.text(...at, 'source', 'bridge', 'bridge'),
    mac: reader.text(...at, 'mac', 'address'),
    model: reader.text(...at, 'model', 'type'),
    addresses: records(reader.take(...at, 'ip')).flatMap(({ address }) => (typeof address === 'string' ? [address] : [])),
  };
}

function foldersOf(reader: Reader): FoundMachine['folders'] {
  return records(reader.peek('devices', 'filesystems')).flatMap((_, index) => {
    const at = ['devices', 'filesystems', index] as const;
    if (reader.peek(...at, 'driver', 'type') !== 'virtiofs') return [];
    const [path, id] = [reader.text(...at, 'source', 'mount', 'dir'), reader.text(...at, 'target', 'dir')];
    for (const field of ['driver', 'access_mode']) reader.take(...at, field);
    for (const field of ['memory_source', 'memory_access']) reader.take('memory_backing', field);
    return path === undefined || id === undefined ? [] : [{ id, path }];
  });
}
