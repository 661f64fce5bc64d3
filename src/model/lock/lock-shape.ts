import { isMachineType } from '../guest/machine-types';
import { count, exactly, filled, flag, list, map, optional, type Shape, value } from '../shape';
import { Cidr, isLabel, isMac, isOfOneCard, parseIp, parsePort } from '../values';

const address = value('an IPv4 address', (item) => typeof item === 'string' && parseIp(item) !== undefined);
const block = value('a CIDR such as 10.0.0.0/24', (item) => Cidr.parse(item as string) instanceof Cidr);
const port = value('a port such as tcp/22', (item) => parsePort(item as string) !== undefined);
const place = value('a whole number from 0', (item) => Number.isInteger(item) && (item as number) >= 0);
const mac = value('a MAC address of one card', (item) => typeof item === 'string' && isMac(item) && isOfOneCard(item));

/** No name that this library gives is one that JavaScript takes for something else, such as `__proto__`. */
const name = value('an RFC 1035 label', (item) => typeof item === 'string' && isLabel(item));

/** As {@link KeptData}. */
const KEPT = { mebibytes: count, protected: flag };
/** As {@link RetiredData}. */
const SAID = { keepData: flag, because: filled };
const MACHINE: Readonly<Record<string, Shape>> = {
  host: filled,
  pool: filled,
  subnet: filled,
  address,
  mac,
  gateway: filled,
  image: optional(filled),
  os: filled,
  machineType: value('a machine type such as q35 or pc-q35-8.2', (item) => typeof item === 'string' && isMachineType(item)),
  firmware: optional(filled),
  diskBus: optional(filled),
  nicModel: optional(filled),
  tpm: optional(flag),
  vsockCid: optional(count),
  adopted: optional(filled),
  engine: optional(filled),
  filesystem: optional(filled),
  volumes: map(
    exactly({
      ...KEPT,
      place: optional(place),
      pool: optional(filled),
      bus: optional(filled),
      existing: optional(filled),
    }),
    name,
  ),
  baseline: optional(list(block)),
  firewall: optional(map(list(block), port)),
  told: optional(map(list(filled))),
  opened: optional(map(list(block), port)),
};
const RETIRED = exactly({
  machine: name,
  volume: name,
  host: name,
  pool: filled,
  image: optional(filled),
  ...SAID,
  released: optional(value('true', (item) => item === true)),
});
const CARD = exactly({ machine: name, subnet: filled, address, mac, gateway: filled, place: count });
const PAIR = exactly({ subnet: filled, address });
const SERVICE = exactly({ cluster: filled, address });
const WORKLOAD = exactly({ cluster: filled, namespace: name, podManagement: filled, claims: list(name) });
const CLAIM: Readonly<Record<string, Shape>> = {
  cluster: filled,
  namespace: name,
  claim: filled,
  ...KEPT,
  storageClass: optional(filled),
  accessMode: filled,
  ofPod: optional(value('true', (item) => item === true)),
};
/** A lock file, as far as types go. */
export const LOCK = exactly({
  version: value('2', (item) => item === 2),
  system: filled,
  hosts: map(
    exactly({
      connection: filled,
      pools: map(exactly({ path: optional(filled), type: optional(filled) }), filled),
      stack: optional(name),
      landmark: optional(name),
    }),
    name,
  ),
  subnets: map(exactly({ routes: list(block) }), name),
  machines: map(exactly(MACHINE), name),
  cards: optional(map(CARD, name)),
  pairs: optional(map(PAIR, name)),
  services: map(SERVICE, name),
  workloads: optional(map(WORKLOAD, name)),
  claims: optional(map(exactly(CLAIM))),
  removed: exactly({
    machines: map(exactly({ ...MACHINE, retired: optional(map(exactly(SAID), name)) }), name),
    adopted: optional(map(exactly({ host: filled, uuid: filled }), name)),
    cards: optional(map(CARD, name)),
    pairs: optional(map(PAIR, name)),
    services: map(SERVICE, name),
    volumes: map(RETIRED),
    claims: optional(map(exactly({ ...CLAIM, ...SAID }))),
  }),
});
