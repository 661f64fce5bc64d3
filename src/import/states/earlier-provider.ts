import { formatIp } from '../../model/values';
import { type Path, Reader, records, texts, withoutNothing } from '../reader';
import type { FoundCard, FoundDisk, FoundMachine, FoundNetwork, FoundPool, FoundSetup, FoundVolume } from './facts';
import { blockOf, cpuModeOf, isLoader, isSecureLoader, machineTypeOf, modeOf, poolTypeOf } from './libvirt';
import type { ProviderLine, Values } from './provider-line';
import { addressesIn } from './setup';

/** dmacvicar/libvirt before 0.9, with attributes of its own (its `docs/resources`). */
export const EARLIER: ProviderLine = { pool, network, volume, setup, machine };

const MEBIBYTE = 2 ** 20;

const readerOf = (values: Values, understood: readonly string[]): Reader => {
  const reader = new Reader(withoutNothing(values));
  for (const name of understood) reader.take(name);
  return reader;
};

function pool(values: Values): FoundPool {
  const reader = readerOf(values, ['id', 'capacity', 'allocation', 'available', 'source']);
  const [path, target] = [reader.text('path'), reader.text('target', 0, 'path')];
  return { name: reader.text('name') ?? '', type: poolTypeOf(reader.text('type')), path: path ?? target, left: reader.left() };
}

function network(values: Values): FoundNetwork {
  const reader = readerOf(values, ['id', 'autostart']);
  const blocks = [reader.peek('addresses')].flat();
  const at = blocks.findIndex((each) => typeof each === 'string' && !each.includes(':'));
  const [first = '', length] = at < 0 ? [] : (reader.text('addresses', at) ?? '').split('/');
  for (const field of ['enabled', 'local_only']) reader.take('dns', 0, field);
  const named = records(reader.take('dns', 0, 'hosts')).map(texts);
  const nameservers = records(reader.peek('dns', 0, 'forwarders')).flatMap(({ domain: of }, index) =>
    of === undefined ? (reader.text('dns', 0, 'forwarders', index, 'address') ?? []) : [],
  );
  // Every network of this line hands out all its addresses, unless it says otherwise.
  reader.take('dhcp');
  return {
    name: reader.text('name') ?? '',
    ids: [String(values.id)],
    mode: modeOf(reader.text('mode') ?? 'nat'),
    bridge: reader.text('bridge'),
    block: routerIn(first, Number(length)),
    mtu: reader.number('mtu'),
    domain: reader.text('domain'),
    nameservers,
    known: named.flatMap(({ ip, hostname = '' }) => (ip === undefined ? [] : [{ ip, label: hostname.split('.')[0] as string }])),
    left: reader.left(),
  };
}

/** The router has the first address of a block, whichever of its addresses is written. */
function routerIn(address: string, prefix: number): FoundNetwork['block'] {
  if (!Number.isInteger(prefix) || prefix < 1 || prefix > 30) return undefined;
  const block = blockOf(address, prefix);
  return block && { address: formatIp(block.first + 1), prefix };
}

function volume(values: Values): FoundVolume {
  const reader = readerOf(values, ['id', 'base_volume_pool']);
  const bytes = reader.number('size') ?? 0;
  const [byId, byName] = [reader.text('base_volume_id'), reader.text('base_volume_name')];
  return {
    name: reader.text('name') ?? '',
    pool: reader.text('pool') ?? 'default',
    ids: [String(values.id)],
    bytes: bytes > 0 ? bytes : undefined,
    format: reader.text('format'),
    source: reader.text('source'),
    base: byId ?? byName,
    left: reader.left(),
  };
}

/** An id is the path of the volume, `;` and a UUID. */
function setup(values: Values): FoundSetup {
  return { name: String(values.name), ids: [withoutMark(values.id)], addresses: addressesIn(values.network_config), left: [] };
}

const withoutMark = (id: unknown): string => String(id).split(';')[0] as string;

const UNDERSTOOD = ['id', 'arch', 'autostart', 'running', 'emulator', 'nvram', 'console', 'video', 'boot_device', 'fw_cfg_name'];

function machine(values: Values): FoundMachine {
  const reader = readerOf(values, UNDERSTOOD);
  const cards = records(reader.peek('network_interface')).map((_, index) => cardOf(reader, ['network_interface', index]));
  const disks = records(reader.peek('disk')).map((_, index) => diskOf(reader, ['disk', index]));
  const screens = records(reader.take('graphics'));
  const loader = reader.text('firmware') ?? '';
  const setUpFrom = reader.text('cloudinit');
  const memory = reader.number('memory') ?? 512;
  return {
    name: reader.text('name') ?? '',
    cpus: reader.number('vcpu') ?? 1,
    bytes: memory * MEBIBYTE,
    emulated: reader.text('type') === 'qemu',
    hardware: {
      machineType: machineTypeOf(reader.text('machine')),
      firmware: isLoader(loader) ? (isSecureLoader(loader) ? 'uefi-secure-boot' : 'uefi') : 'bios',
      clock: 'utc',
      hyperV: false,
      tpm: reader.take('tpm') !== undefined,
      guestAgent: reader.flag('qemu_agent'),
      graphics: screens.length > 0,
      nicModel: 'virtio',
    },
    stated: { cpu: { mode: cpuModeOf(reader.text('cpu', 0, 'mode')) } },
    disks,
    cards,
    folders: [],
    setUpFrom: setUpFrom === undefined ? undefined : withoutMark(setUpFrom),
    left: reader.left(),
  };
}

function diskOf(reader: Reader, at: Path): FoundDisk {
  reader.take(...at, 'wwn');
  const url = reader.peek(...at, 'url');
  const file = reader.text(...at, 'file');
  const id = reader.text(...at, 'volume_id') ?? file ?? reader.text(...at, 'block_device');
  const isCd = file?.endsWith('.iso') || (typeof url === 'string' && url.endsWith('.iso'));
  return {
    device: isCd ? 'cdrom' : 'disk',
    id,
    bus: reader.flag(...at, 'scsi') ? 'scsi' : 'virtio',
    limits: {},
    readOnly: false,
    shared: false,
  };
}

function cardOf(reader: Reader, at: Path): FoundCard {
  for (const field of ['wait_for_lease', 'hostname']) reader.take(...at, field);
  const byName = reader.text(...at, 'network_name');
  return {
    network: reader.text(...at, 'network_id') ?? byName,
    bridge: reader.text(...at, 'bridge'),
    mac: reader.text(...at, 'mac'),
    addresses: [reader.take(...at, 'addresses')].flat().filter((each) => typeof each === 'string'),
  };
}
