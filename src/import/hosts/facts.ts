import { XMLParser } from 'fast-xml-parser';
import { isRecord } from '../../model/shape';
import type { NamedPool } from '../host-code';
import { bytesOf, poolTypeOf } from '../states/libvirt';

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
  isArray: (_name, path) => path === 'pool.source.host',
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
