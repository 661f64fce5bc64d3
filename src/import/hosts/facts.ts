import { XMLParser } from 'fast-xml-parser';
import { isRecord } from '../../model/shape';
import type { NamedPool } from '../host-code';
import type { FoundNetwork, FoundVolume } from '../states/facts';
import { bytesOf, poolTypeOf, prefixOf } from '../states/libvirt';

/** What virsh prints of a host. */
export interface HostTexts {
  /** How it was reached. */
  readonly uri: string;
  /** `virsh hostname`. */
  readonly hostname: string;
  /** `virsh nodeinfo`, in English. */
  readonly nodeinfo: string;
  /** `virsh pool-dumpxml` of each pool. */
  readonly pools: readonly string[];
  /** `virsh domcapabilities --machine`, of q35 and pc, where QEMU has them. */
  readonly capabilities: readonly string[];
  /** `virsh net-dumpxml` of each network. */
  readonly networks: readonly string[];
  /** Its domains. */
  readonly domains: readonly DomainTexts[];
  /** Volumes that domains have as disks by their paths: the pool of each, and `virsh vol-dumpxml`. */
  readonly volumes: readonly { readonly pool: string; readonly xml: string }[];
}

/** What virsh prints of a domain. */
export interface DomainTexts {
  /** `virsh dumpxml --inactive`. */
  readonly xml: string;
  /** `virsh domifaddr`, of whoever knew something: leases, the agent in the guest, or what the host has seen of it (ARP). */
  readonly addresses: string;
  /** They are leases of libvirt's own DHCP server. */
  readonly leased: boolean;
}

/** Processors and memory of a host. @throws Error when they are not there */
export function nodeFacts(nodeinfo: string): { readonly cpus: number; readonly bytes: number } {
  const cpus = /^CPU\(s\):\s+(\d+)$/m.exec(nodeinfo)?.[1];
  const memory = /^Memory size:\s+(\d+) KiB$/m.exec(nodeinfo)?.[1];
  if (cpus === undefined || memory === undefined) throw new Error('`virsh nodeinfo` prints no processors and memory');
  return { cpus: Number(cpus), bytes: Number(memory) * 1024 };
}

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  isArray: (_name, path) => ['pool.source.host', 'network.ip', 'domainCapabilities.os.loader.value'].includes(String(path)),
});

/** A pool by libvirt's XML ("Storage pool and volume XML format"). @throws Error for what is none */
export function poolFacts(xml: string): NamedPool {
  const { pool }: { readonly pool?: unknown } = PARSER.parse(xml);
  if (!isRecord(pool) || typeof pool.name !== 'string') throw new Error('`virsh pool-dumpxml` prints no pool');
  const capacity = isRecord(pool.capacity) ? pool.capacity : {};
  return {
    name: pool.name,
    type: poolTypeOf(textOf(pool.type)),
    bytes: bytesOf(textOf(capacity['#text']), capacity.unit ?? 'bytes'),
    // Of no other kind is anything made of it.
    ceph: isRecord(pool.source) ? cephOf(pool.source) : undefined,
  };
}

function cephOf({ host, name, auth }: Readonly<Record<string, unknown>>): NonNullable<NamedPool['ceph']> {
  const hosts = Array.isArray(host) ? host.filter(isRecord) : [];
  const { username, secret } = isRecord(auth) ? auth : {};
  return {
    monitors: hosts.map((each) => [each.name, each.port].map(textOf).filter(Boolean).join(':')),
    cephPool: textOf(name),
    user: textOf(username),
    secret: isRecord(secret) ? textOf(secret.uuid) : '',
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A network by libvirt's XML: for machines that are there it is a bridge, whatever it is for libvirt. @throws Error for what is none */
export function networkFacts(xml: string): FoundNetwork {
  const { network }: { readonly network?: unknown } = PARSER.parse(xml);
  if (!isRecord(network) || typeof network.name !== 'string') throw new Error('`virsh net-dumpxml` prints no network');
  const ips = Array.isArray(network.ip) ? network.ip.filter(isRecord) : [];
  const own = ips.find(({ family }) => family !== 'ipv6');
  const prefix = own && prefixOf(Number(textOf(own.prefix)) || undefined, textOf(own.netmask) || undefined);
  const bridge = isRecord(network.bridge) ? textOf(network.bridge.name) : '';
  return {
    name: network.name,
    ids: [],
    mode: 'bridge',
    ...(bridge !== '' && { bridge }),
    block: own && prefix !== undefined ? { address: textOf(own.address), prefix } : undefined,
    mtu: isRecord(network.mtu) ? Number(textOf(network.mtu.size)) || undefined : undefined,
    nameservers: [],
    known: [],
    servesDhcp: own?.dhcp !== undefined,
    left: [],
  };
}

/** A volume by libvirt's XML ("Storage pool and volume XML format"). */
export function volumeFacts(pool: string, xml: string): FoundVolume {
  const { volume }: { readonly volume?: unknown } = PARSER.parse(xml);
  if (!isRecord(volume)) throw new Error('`virsh vol-dumpxml` prints no volume');
  const capacity = isRecord(volume.capacity) ? volume.capacity : {};
  const target = isRecord(volume.target) ? volume.target : {};
  return {
    name: textOf(volume.name),
    pool,
    ids: [textOf(target.path), textOf(volume.key)].filter(Boolean),
    bytes: bytesOf(textOf(capacity['#text']), capacity.unit ?? 'bytes'),
    format: isRecord(target.format) ? textOf(target.format.type) : undefined,
    left: [],
  };
}

/** What QEMU and libvirt offer there. */
export interface Capabilities {
  /** Machine types with their versions. */
  readonly machines: readonly string[];
  readonly emulated: boolean;
  /** Paths of UEFI firmware. */
  readonly loaders: readonly string[];
}

export function capabilityFacts(texts: readonly string[]): Capabilities {
  const all = texts.flatMap((xml) => {
    const { domainCapabilities: found }: { readonly domainCapabilities?: unknown } = PARSER.parse(xml);
    return isRecord(found) ? [found] : [];
  });
  const loaders = all.flatMap(({ os }) => (isRecord(os) && isRecord(os.loader) && Array.isArray(os.loader.value) ? os.loader.value : []));
  return {
    machines: all.map(({ machine }) => textOf(machine)).filter(Boolean),
    emulated: all.length > 0 && all.every(({ domain }) => domain === 'qemu'),
    loaders: [...new Set(loaders.map(textOf))],
  };
}

/** IPv4 addresses by MAC address, as `virsh domifaddr` prints them. */
export const addressesOfCards = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/\s((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\s+ipv4\s+([0-9.]+)\//gi)].map(([, mac = '', ip = '']) => [mac.toLowerCase(), ip]),
  );
