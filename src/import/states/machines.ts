import { type Labels, withoutPrefix } from '../labels';
import { sizeOfBytes } from '../sizes';
import { type Code, code, number, object, optionalList, optionalText, type Program, quoted, text } from '../source';
import { disksOf, volumeIn } from './disks';
import type { FoundCard, FoundDisk, FoundMachine } from './facts';
import type { At, FoundThings } from './found';
import { osOf } from './guest-os';
import { hardwareCode } from './hardware-code';
import type { DeclaredHost } from './hosts';
import { imageCode, imageOf, isSource } from './images';
import { addressesOf, type DeclaredSubnet, type DeclaredSubnets, isPlugged } from './networks';

/** What machines refer to. */
export interface Neighbourhood {
  readonly program: Program;
  readonly found: FoundThings;
  readonly hosts: ReadonlyMap<string, DeclaredHost>;
  readonly subnets: DeclaredSubnets;
  readonly labels: Labels;
  /** What all names begin with that say the system's name, too. */
  readonly prefix: string;
  /** Volumes that machines have. */
  readonly used: Map<string, FoundDisk>;
}

/** A machine as it is: nothing in it is set up anew, and its disks are those that are there. */
export function declareMachine(machine: FoundMachine & At, { program, found, hosts, subnets, labels, prefix, used }: Neighbourhood): void {
  const host = hosts.get(machine.host) as DeclaredHost;
  const label = labels.take(withoutPrefix(machine.name, prefix), 'machine');
  const setUp = setUpOf(machine, found);
  const [first, ...others] = cardsOf(machine, subnets);
  const subnet = first?.subnet ?? subnets.nowhere();
  const disks = disksOf(machine, found, host, used, program);
  const os = osOf(machine, [...disks.signs, machine.name], program);
  const image = imageOf(disks.source, program);
  const address = first && addressesOf(machine, first.card, first.subnet, setUp?.addresses ?? []);
  const isThere = machine.uuid !== undefined;
  const fixed = setUp !== undefined || !subnet.servesDhcp;
  const props = object({
    host: code(host.constant),
    subnet: code(subnet.constant),
    address: optionalText(address),
    mac: isThere ? optionalText(first?.card.mac) : undefined,
    addressedBy: addressedBy(isThere ? first?.card.leased === true : undefined, fixed, program),
    os: os.said,
    image: isThere ? undefined : image.said,
    cpus: number(machine.cpus ?? 1),
    memory: sizeOfBytes(machine.bytes ?? 2 ** 30, program),
    ...disks.props,
    cdImages: isThere ? undefined : cdsOf(machine, setUp?.ids ?? [], found, program),
    sharedFolders: isThere ? undefined : foldersOf(machine),
    hardware: isThere ? undefined : hardwareCode(machine, os.usual, program),
    adopt:
      machine.uuid === undefined
        ? undefined
        : object({ uuid: text(machine.uuid), name: label === machine.name ? undefined : text(machine.name) }),
  });
  const notes = [
    ...(label === machine.name || isThere ? [] : [`In libvirt it is ${quoted(machine.name)}.`]),
    ...os.notes,
    ...(isThere ? [] : image.notes),
    ...disks.notes,
    ...(setUp
      ? ['It was set up by cloud-init. Made anew it would be a VirtualMachine or a DatabaseVm: what it was told is not read.']
      : []),
    ...(address === undefined ? ['State its address: nothing tells of it.'] : []),
    ...(isThere ? oddCards(machine) : macsOf(machine)),
    ...(machine.bytes === undefined || machine.cpus === undefined ? ['State its memory and processors.'] : []),
    ...(machine.left.length === 0 ? [] : ['not said:', ...machine.left.map((path) => `  ${path}`)]),
  ];
  const constant = program.declare(label, code(`new ${program.lib('LegacyVm')}(this, ${quoted(label)}, ${props.code})`), notes);
  const ids = new Set<string>();
  for (const { card, subnet: there } of others) {
    const own = addressesOf(machine, card, there, setUp?.addresses ?? []);
    const mac = machine.uuid === undefined ? undefined : optionalText(card.mac);
    const more = object({ subnet: code(there.constant), address: optionalText(own), mac });
    if (!ids.has(there.label)) program.add(code(`${constant}.addInterface(${quoted(there.label)}, ${more.code})`));
    ids.add(there.label);
  }
}

interface Plugged {
  readonly card: FoundCard;
  readonly subnet: DeclaredSubnet;
}

/** Cards of which it is known where they lead to, one for each subnet. */
function cardsOf({ cards, host }: FoundMachine & At, subnets: DeclaredSubnets): readonly Plugged[] {
  const plugged = cards.filter(isPlugged).map((card) => ({ card, subnet: subnets.of(card, host) }));
  return plugged.filter(({ subnet }, index) => plugged.findIndex((each) => each.subnet === subnet) === index);
}

function macsOf({ cards }: FoundMachine): readonly string[] {
  const macs = cards.flatMap(({ mac }) => (mac !== undefined && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac) ? [mac] : []));
  return [...(macs.length === 0 ? [] : [`MAC ${macs.join(', ')}: isthmus.lock.json keeps what is written there.`]), ...oddCards({ cards })];
}

function oddCards({ cards }: Pick<FoundMachine, 'cards'>): readonly string[] {
  const odd = cards.filter((card) => !isPlugged(card)).length;
  return odd === 0 ? [] : [`${odd} of its cards lead to neither a network nor a bridge.`];
}

/** What is there has its address already, and is not asked about it but by a DHCP server. */
function addressedBy(leased: boolean | undefined, fixed: boolean, program: Program): Code | undefined {
  if (leased) return code(`${program.lib('AddressedBy')}.DHCP`);
  return fixed && leased === undefined ? code(`${program.lib('AddressedBy')}.IMAGE`) : undefined;
}

interface Setup {
  /** By what its drive may call it. */
  readonly ids: readonly string[];
  readonly addresses: readonly string[];
}

/** The CD that it was set up from. */
function setUpOf(machine: FoundMachine & At, { setups, volumes }: FoundThings): Setup | undefined {
  const { setUpFrom, disks, host } = machine;
  const ids = disks.filter(({ device }) => device === 'cdrom').flatMap((disk) => namesOf(disk, host, volumes));
  const all = setUpFrom === undefined ? ids : [...ids, setUpFrom];
  const known = setups.find((each) => each.host === host && each.ids.some((id) => all.includes(id)));
  if (known) return known;
  const named = all.filter((each) => each === setUpFrom || /cloud-?init|cidata|seed/i.test(each));
  return named.length === 0 ? undefined : { ids: named, addresses: [] };
}

/** Path, name and source of what is in a drive. */
function namesOf(disk: FoundDisk, host: string, volumes: FoundThings['volumes']): readonly string[] {
  return [disk.id, disk.volume, volumeIn(disk, host, volumes)?.source].flatMap((each) => each ?? []);
}

/** CDs whose files are known, but for the one that it was set up from. */
function cdsOf({ disks, host }: FoundMachine & At, setUp: readonly string[], { volumes }: FoundThings, program: Program): Code | undefined {
  const sources = disks
    .filter((disk) => disk.device === 'cdrom' && !namesOf(disk, host, volumes).some((each) => setUp.includes(each)))
    .flatMap((disk) => volumeIn(disk, host, volumes)?.source ?? disk.id ?? [])
    .filter(isSource);
  return optionalList(sources.map((source) => imageCode(source, program, 'iso')));
}

/** Folders whose names can be said. */
function foldersOf({ folders }: FoundMachine): Code | undefined {
  const said = folders.filter(({ id, path }) => /^[a-z0-9-]{1,36}$/.test(id) && path.startsWith('/'));
  return optionalList(said.map(({ id, path }) => object({ id: text(id), path: text(path) })));
}
