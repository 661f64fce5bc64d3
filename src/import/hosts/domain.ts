import { XMLParser } from 'fast-xml-parser';
import { isRecord } from '../../model/shape';
import type { FoundCard, FoundDisk, FoundMachine } from '../states/facts';
import { bytesOf, isLoader, isSecureLoader, machineTypeOf, nicModelOf } from '../states/libvirt';

/** A domain as `virsh dumpxml` prints it. */
export interface FoundDomain extends FoundMachine {
  readonly uuid: string;
}

type Element = Readonly<Record<string, unknown>>;

const LISTS = [
  'devices.disk',
  'devices.interface',
  'devices.filesystem',
  'devices.channel',
  'devices.graphics',
  'devices.tpm',
  'devices.hostdev',
];

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  isArray: (_name, path) => LISTS.some((list) => path === `domain.${list}`),
});

/** A domain by libvirt's XML ("Domain XML format"). Passwords of screens are not looked at. @throws Error for what is none */
export function domainIn(xml: string): FoundDomain {
  const { domain }: { readonly domain?: unknown } = PARSER.parse(xml);
  if (!isRecord(domain) || textOf(domain.name) === '') throw new Error('`virsh dumpxml` prints no domain');
  const devices = at(domain, 'devices');
  const disks = elements(devices.disk).map(diskOf);
  const cards = elements(devices.interface).map(cardOf);
  return {
    name: textOf(domain.name),
    uuid: textOf(domain.uuid),
    cpus: Number(textOf(domain.vcpu)) || undefined,
    bytes: bytesOf(textOf(domain.memory), attribute(domain.memory, 'unit') ?? 'KiB'),
    emulated: domain.type === 'qemu',
    hardware: hardwareOf(domain, devices, cards),
    disks,
    cards,
    folders: [],
    stated: {},
    left: [
      ...(devices.hostdev === undefined ? [] : ['devices of its host (hostdev)']),
      ...(devices.filesystem === undefined ? [] : ['shared folders (filesystem)']),
    ],
  };
}

/** What tells whether a domain is the one that is meant. */
export function domainFacts(xml: string): {
  readonly name: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly cards: readonly string[];
  /** Paths, or `<pool>/<volume>`. */
  readonly disks: readonly string[];
} {
  const { name, cpus = 0, bytes = 0, cards, disks } = domainIn(xml);
  return {
    name,
    cpus,
    memoryMiB: bytes / 2 ** 20,
    cards: cards.flatMap(({ mac }) => mac ?? []),
    disks: disks.filter(({ device }) => device === 'disk').map(({ id, pool, volume }) => id ?? `${pool}/${volume}`),
  };
}

function hardwareOf(domain: Element, devices: Element, cards: readonly FoundCard[]): FoundMachine['hardware'] {
  const [os, features] = [at(domain, 'os'), at(domain, 'features')];
  const loader = textOf(os.loader);
  const isUefi = os.firmware === 'efi' || isLoader(loader);
  return {
    machineType: machineTypeOf(attribute(os.type, 'machine')),
    firmware: !isUefi ? 'bios' : isSecureLoader(loader) || attribute(os.loader, 'secure') === 'yes' ? 'uefi-secure-boot' : 'uefi',
    clock: at(domain, 'clock').offset === 'localtime' ? 'localtime' : 'utc',
    hyperV: features.hyperv !== undefined,
    tpm: devices.tpm !== undefined,
    guestAgent: elements(devices.channel).some((channel) => at(channel, 'target').name === 'org.qemu.guest_agent.0'),
    graphics: devices.graphics !== undefined,
    nicModel: nicModelOf(cards[0]?.model),
  };
}

const DEVICES: readonly FoundDisk['device'][] = ['disk', 'cdrom'];

function diskOf(disk: Element): FoundDisk {
  const [source, target, driver] = [at(disk, 'source'), at(disk, 'target'), at(disk, 'driver')];
  const device = attribute(disk, 'device') ?? 'disk';
  return {
    device: DEVICES.find((each) => each === device) ?? 'other',
    pool: optionalText(source.pool),
    volume: optionalText(source.volume),
    id: optionalText(source.file) ?? optionalText(source.dev) ?? (source.protocol === 'rbd' ? `rbd:${textOf(source.name)}` : undefined),
    bus: optionalText(target.bus),
    format: optionalText(driver.type),
    limits: {},
    readOnly: disk.readonly !== undefined,
    shared: disk.shareable !== undefined,
  };
}

const cardOf = (card: Element): FoundCard => ({
  network: optionalText(at(card, 'source').network),
  bridge: optionalText(at(card, 'source').bridge),
  mac: optionalText(at(card, 'mac').address)?.toLowerCase(),
  model: optionalText(at(card, 'model').type),
  addresses: [],
});

const at = (element: Element, name: string): Element => {
  const value = element[name];
  return isRecord(value) ? value : {};
};
const elements = (value: unknown): readonly Element[] => (Array.isArray(value) ? value.map((each) => (isRecord(each) ? each : {})) : []);
const attribute = (value: unknown, name: string): string | undefined => (isRecord(value) ? optionalText(value[name]) : undefined);
const optionalText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
/** Of an element with attributes, too. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : isRecord(value) ? textOf(value['#text']) : '');
