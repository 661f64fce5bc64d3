import { DatabaseEngine } from '../guest/database-engine';
import { type CustomOsProps, GuestOs } from '../guest/guest-os';
import { Image, type ImageProps } from '../guest/image';
import { External, type ExternalProps } from '../network/external';
import { Forward } from '../network/network';
import { type CephProps, type PoolSpaceProps, StoragePool } from '../network/storage-pool';
import type { CarriedEngines, OsHardware, PackageManager, ResolvedImage, ResolvedOs } from '../resolved';
import {
  amount,
  filled,
  flag,
  grammar,
  instance,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  propsOf,
  prose,
  type Shape,
  text,
  value,
  wordOf,
} from '../shape';
import { Cpu, Duration, isAccount, isDay, isPublicKey, Port, Size } from '../values';
import { Hardening, Rule } from '../workload/hardening';

/** What the values must look like that users give to constructs. Ranges and syntax are judged later, as for constructs. */

export const anyOf = (type: Readonly<Record<string, unknown>>): Shape => oneOf(...Object.values(type));
export const portNumber = value(
  'a port from 1 to 65535',
  (item) => Number.isInteger(item) && (item as number) >= 1 && (item as number) <= 65535,
);
export const reason = optional(prose);

export const SIZE = instance('a Size, such as Size.gibibytes(4)', Size, { bytes: amount });
export const CPU = instance('a Cpu, such as Cpu.millis(250)', Cpu, { toMillis: amount });
export const DURATION = instance('a Duration, such as Duration.seconds(30)', Duration, { toSeconds: amount });
export const PORT = instance('a Port, such as Port.tcp(8080)', Port, {
  resolved: object({
    protocol: text,
    from: amount,
    to: amount,
    name: text,
    serverFirst: optional(flag),
    clientPorts: optional(object({ from: amount, to: amount })),
    servicePort: optional(amount),
    appProtocol: optional(text),
  }),
});
export const PORTS = list(PORT);
export const EXTERNAL = instance('an External, such as External.cidr(…)', External, {
  blocks: list(text),
  host: optional(text),
  props: propsOf<ExternalProps>({ name: optional(filled), listens: optional(PORTS), hostnames: optional(map(text)) }),
});
/** An External, or a construct. */
export const externalOr =
  (construct: Shape): Shape =>
  (value, where, visit) =>
    (value instanceof External ? EXTERNAL : construct)(value, where, visit);
/** Text that goes through the hands of cdktf, which resolves what looks like a token of its own whether escaped or not. */
const UNFILLED = grammar('text without ${ and %{, which Terraform fills in', (item) => !/[$%]\{/.test(item));
export const IMAGE = instance('an Image', Image, {
  source: UNFILLED,
  props: propsOf<ImageProps>({
    version: optional(text),
    sha256: optional(text),
    format: optional(wordOf<ResolvedImage['format']>({ qcow2: true, raw: true, iso: true })),
    preinstalled: optional(flag),
  }),
});
const OS_ID = grammar('lower-case letters, digits, dots and hyphens, at most 40', (item) =>
  /^[a-z0-9]([a-z0-9.-]{0,38}[a-z0-9])?$/.test(item),
);
const ACCOUNT = grammar('the name of an account', isAccount);
/** unattended-upgrades fills in what stands in braces; a quotation mark or a semicolon would end the entry. */
const ORIGIN = grammar('an entry of Origins-Pattern', (item) => /^[A-Za-z]+=[^"';,\\\s]+(,[A-Za-z]+=[^"';,\\]+)*$/.test(item));
const DAY = grammar('a day, YYYY-MM-DD', isDay);
/** Names of packages, and streams of modules. */
const PACKAGES = list(grammar('the name of a package', (item) => /^@?[A-Za-z0-9][A-Za-z0-9+._:/-]*$/.test(item)));
const VERSIONS = optional(
  map(
    PACKAGES,
    grammar('a version, such as 15 or 8.0', (item) => /^\d{1,3}(\.\d{1,3})?$/.test(item)),
  ),
);
/** Later, since each is like another. */
const ITS_LIKE: Shape = (item, where, visit) => OS(item, where, visit);
const CUSTOM_OS = propsOf<CustomOsProps>({
  like: ITS_LIKE,
  id: optional(OS_ID),
  title: optional(filled),
  packages: optional(wordOf<PackageManager>({ apt: true, dnf: true, zypper: true })),
  firewall: optional(
    wordOf<ResolvedOs['firewall']>({
      nftables: true,
      firewalld: true,
      'windows-firewall': true,
      'netsh-advfirewall': true,
      'netsh-firewall': true,
    }),
  ),
  clientPorts: optional(object({ from: portNumber, to: portNumber })),
  administrator: optional(ACCOUNT),
  securityOrigin: optional(ORIGIN),
  controlGroups: optional(oneOf(1, 2)),
  minimumMemory: optional(SIZE),
  minimumDisk: optional(SIZE),
  rootDisk: optional(SIZE),
  supportedUntil: optional(DAY),
  engines: optional(
    propsOf<CarriedEngines>({
      postgresql: VERSIONS,
      mysql: VERSIONS,
      mariadb: VERSIONS,
      redis: VERSIONS,
      valkey: VERSIONS,
      rabbitmq: VERSIONS,
      mongodb: VERSIONS,
    }),
  ),
});
export const OS: Shape = instance('a GuestOs', GuestOs, {
  resolved: object({ keptBecause: reason }),
  custom: optional(CUSTOM_OS),
  hardware: propsOf<OsHardware>({
    machineType: wordOf<OsHardware['machineType']>({ q35: true, pc: true }),
    firmware: wordOf<OsHardware['firmware']>({ bios: true, uefi: true, 'uefi-secure-boot': true }),
    diskBus: wordOf<OsHardware['diskBus']>({ virtio: true, scsi: true, sata: true, ide: true }),
    nicModel: wordOf<OsHardware['nicModel']>({ virtio: true, e1000e: true, e1000: true, rtl8139: true }),
    clock: wordOf<OsHardware['clock']>({ utc: true, localtime: true }),
    hyperV: flag,
    tpm: flag,
    guestAgent: flag,
    graphics: flag,
  }),
});
export const FORWARD: Shape = instance('a Forward', Forward, { bridgeName: optional(text) });
/** libvirt takes no slash; blanks are lost on the way through commands. */
export const isPoolName = (name: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,62}$/.test(name);
export const POOL_NAME = grammar('the name of a storage pool: 1 to 63 letters, digits, dots, hyphens and underscores', isPoolName);
export const POOL = instance('a StoragePool', StoragePool, {
  name: POOL_NAME,
  path: optional(UNFILLED),
  space: propsOf<PoolSpaceProps>({ size: optional(SIZE), overcommit: optional(number) }),
  ceph: optional(propsOf<CephProps>({ monitors: list(text), cephPool: text, user: text, secret: text })),
});
export const ENGINE = instance('a DatabaseEngine', DatabaseEngine, { version: text });
/** `~/.ssh/id_ed25519.pub` holds one. */
export const SSH_KEY = grammar('a public SSH key: the one line of a file that ends in .pub', isPublicKey);
export const HARDENING = instance('a Hardening', Hardening, { waivers: list(object({ rule: anyOf(Rule), because: reason })) });
