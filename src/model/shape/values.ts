import { DatabaseEngine } from '../guest/database-engine';
import { GuestOs } from '../guest/guest-os';
import { Image, type ImageProps } from '../guest/image';
import { Forward } from '../network/network';
import { type CephProps, type PoolSpaceProps, StoragePool } from '../network/storage-pool';
import { External, type ExternalProps } from '../policy/external';
import { Hardening, Rule } from '../policy/hardening';
import type { ResolvedHardware, ResolvedImage } from '../resolved';
import { Cpu, Duration, isPublicKey, Port, Size } from '../values';
import {
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
} from './index';

/** What the values must look like that users give to constructs. Ranges and syntax are judged later, as for constructs. */

export const anyOf = (type: Readonly<Record<string, unknown>>): Shape => oneOf(...Object.values(type));
export const portNumber = value(
  'a port from 1 to 65535',
  (item) => Number.isInteger(item) && (item as number) >= 1 && (item as number) <= 65535,
);
export const reason = optional(prose);

export const SIZE = instance('a Size', Size, { bytes: number });
export const CPU = instance('a Cpu', Cpu, { toMillis: number });
export const DURATION = instance('a Duration', Duration, { toSeconds: number });
export const PORT = instance('a Port', Port, { resolved: object({ protocol: text, from: number, to: number, name: text }) });
export const PORTS = list(PORT);
export const EXTERNAL = instance('an External', External, {
  blocks: list(text),
  props: propsOf<ExternalProps>({ name: optional(filled), listens: optional(PORTS), hostnames: optional(map(text)) }),
});
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
export const OS = instance('a GuestOs', GuestOs, {
  hardware: object({
    machineType: wordOf<ResolvedHardware['machineType']>({ q35: true, pc: true }),
    firmware: wordOf<ResolvedHardware['firmware']>({ bios: true, uefi: true, 'uefi-secure-boot': true }),
    diskBus: wordOf<ResolvedHardware['diskBus']>({ virtio: true, scsi: true, sata: true, ide: true }),
    nicModel: wordOf<ResolvedHardware['nicModel']>({ virtio: true, e1000e: true, e1000: true, rtl8139: true }),
    clock: wordOf<ResolvedHardware['clock']>({ utc: true, localtime: true }),
    cpuMode: wordOf<ResolvedHardware['cpuMode']>({ 'host-model': true, 'host-passthrough': true, maximum: true }),
    hyperV: flag,
    tpm: flag,
    guestAgent: flag,
    graphics: flag,
  }),
});
export const FORWARD = instance('a Forward', Forward, { bridgeName: optional(text) });
/** libvirt takes no slash; blanks are lost on the way through commands. */
export const POOL_NAME = grammar('the name of a storage pool: 1 to 63 letters, digits, dots, hyphens and underscores', (name) =>
  /^[A-Za-z0-9_][A-Za-z0-9._-]{0,62}$/.test(name),
);
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
