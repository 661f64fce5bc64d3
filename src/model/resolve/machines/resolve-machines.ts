import { v5 as uuidv5 } from 'uuid';
import { machinesBehind, pairOf } from '../../edge/load-balancer';
import { type Image, imageVolumeKey, imageVolumeName } from '../../guest/image';
import { isVersionOf } from '../../guest/machine-types';
import { ORIGINS } from '../../kinds/flow-origins';
import { type Card, cardsOf } from '../../kinds/guest/cards';
import { isFiltered, kindOf } from '../../kinds/machine';
import { clientPortsOf } from '../../kinds/machine/client-ports';
import { filesPoolOf, poolOf } from '../../kinds/pool/choice';
import { isolationOf } from '../../kinds/subnet';
import { type Lock, own } from '../../lock/lock';
import { FailureDomain, type Host } from '../../network/host';
import type { Report } from '../../problem';
import type { FlowOrigin, ResolvedFlow, ResolvedImage, ResolvedMachine, ResolvedNic, ResolvedOtherNic, ResolvedPair } from '../../resolved';
import { flowsByMachine } from '../../resolved/flows-by-machine';
import { asArray, asWholeCharacters, compareBlocks, comparePorts, compareText, shorten } from '../../values';
import type { Machine } from '../../workload/machine';
import { cardNetwork } from '../addresses/card-network';
import type { Inventory } from '../inventory/inventory';
import { lockedBaseline } from './baseline';
import { checkDerivedNames, domainName } from './derived-names';
import { resolveHardware } from './hardware';
import { loadOfMachine } from './loads';
import { hostsFor } from './placement/hosts';
import type { MachinePlan } from './plan';
import { type FlowsOf, resolveGuest } from './resolve-guest';
import { resolveVolumes } from './volumes';

/** Namespace of the filters' UUIDs: any constant will do, it only must never change. */
const UUID_NAMESPACE = '6f1c1c0e-3f55-5a0b-9c3d-6a1d0d8a7f42';

export function resolveMachines(machines: readonly Machine[], plan: MachinePlan, report: Report): readonly ResolvedMachine[] {
  checkDerivedNames(machines, plan, report);
  const of = (origin: FlowOrigin): readonly ResolvedFlow[] => plan.flows.filter((flow) => flow.origin === origin);
  // What follows from flows that somebody stated is needed as well: an API server is no port that a node lists.
  const stated = plan.flows.filter(({ origin }) => ORIGINS[origin].stated);
  const into = flowsByMachine(stated, 'to');
  const backends = flowsByMachine(of('load-balancer-backend'), 'from');
  return machines.flatMap((machine) => {
    const [first, ...others] = cardsOf(machine);
    const nic = resolveNic(first, plan);
    const places = cardPlaces(machine, plan.lock);
    const otherNics = others.flatMap((card): ResolvedOtherNic[] => {
      const other = resolveNic(card, plan);
      return other ? [{ ...other, place: places.get(card.name) ?? 0, network: cardNetwork(card, plan, []) }] : [];
    });
    otherNics.sort((a, b) => a.place - b.place);
    const flows = { into: into.get(machine.name) ?? [], backends: backends.get(machine.name) ?? [] };
    return nic && otherNics.length === others.length ? [resolveMachine(machine, { nic, otherNics }, plan, flows, report)] : [];
  });
}

function resolveMachine(
  machine: Machine,
  nics: Pick<ResolvedMachine, 'nic' | 'otherNics'>,
  plan: MachinePlan,
  flows: FlowsOf,
  report: Report,
): ResolvedMachine {
  const { props } = machine;
  const { name: system } = plan.inventory;
  const host = plan.hostOf(machine);
  const cluster = kindOf(machine).nodeOf(machine);
  const volumes = resolveVolumes(machine, host, system, plan.lock, report);
  const guest = resolveGuest(machine, plan, lockedBaseline(plan.lock, machine), flows, volumes.data);
  return {
    kind: machine.kind,
    name: machine.name,
    objectName: domainName(machine, system),
    ...(machine.adopt && { adopted: machine.adopt.uuid }),
    host: host.node.id,
    pool: poolOf(machine, host).name,
    placement: placementOf(machine, plan),
    ...(props.requirements && { requirements: { ...props.requirements } }),
    os: props.os.resolved,
    hardware: {
      ...resolveHardware(machine, host, plan.vsocks.get(machine)),
      // Comes with the drivers.
      ...(guest.windows?.driverFolder !== undefined && { guestAgent: true }),
    },
    ...versionOf(machine, host, plan.lock),
    cpus: props.cpus,
    memoryMiB: props.memory.toMebibytes,
    overheadMiB: loadOfMachine(machine).overheadMiB,
    ...(props.image && { image: resolveImage(props.image, system, host.node.id, poolOf(machine, host).name) }),
    ...volumes,
    filesPool: filesPoolOf(machine, host).name,
    cds: machine.cdImages.map((image, place) => {
      const pool = filesPoolOf(machine, host).name;
      return { image: resolveImage(image, system, host.node.id, pool), pool, place };
    }),
    sharedFolders: [...(props.sharedFolders ?? [])]
      .sort((a, b) => compareText(a.id, b.id))
      .map(({ id, path, mount }) => ({ id, path, ...(mount !== undefined && { mount }) })),
    ...nics,
    guest,
    listens: machine.listens.map((port) => port.resolved).sort(comparePorts),
    clientPorts: clientPortsOf(machine),
    ...(cluster ? { cluster: cluster.node.id } : {}),
  };
}

/** What a machine is made as, it remains: the lock says so, and the host of those that are new. */
function versionOf({ name, props, adopt }: Machine, host: Host, { machines, removed }: Lock): Pick<ResolvedMachine, 'machineVersion'> {
  if (adopt) return {};
  const { machineType: family } = props.os.hardware;
  const { machineType: kept } = own(machines, name) ?? own(removed.machines, name) ?? {};
  const version = kept === family ? undefined : kept !== undefined && isVersionOf(family, kept) ? kept : host.props.machineTypes?.[family];
  return version === undefined ? {} : { machineVersion: version };
}

/** What its host was chosen by. */
function placementOf(machine: Machine, { inventory }: MachinePlan): ResolvedMachine['placement'] {
  const { apartFrom = [], apartBy = FailureDomain.HOST } = machine.props;
  const nodes = kindOf(machine).nodeOf(machine)?.nodes ?? [];
  const self = nodes.find((node) => node === machine);
  const others = nodes.filter((node) => node !== machine && node.group === self?.group && machine.props.apartBy !== undefined);
  const apart = [...new Set([...asArray(apartFrom).flatMap(machinesBehind), ...others].map(({ name }) => name))].sort(compareText);
  return {
    hosts: hostsFor(machine, inventory).map(({ name }) => name),
    ...(apart.length > 0 && { apartFrom: apart, apartBy }),
  };
}

/** Load balancers of two machines; those without an address have a problem by that. */
export function resolvePairs({ pairs }: Inventory, addresses: ReadonlyMap<string, string>): readonly ResolvedPair[] {
  return pairs.flatMap(({ name, props, members }) => {
    const address = addresses.get(name);
    return address === undefined ? [] : [{ name, address, subnet: props.subnet.node.id, members: members.map((member) => member.name) }];
  });
}

/** Undefined where it could not be given an address, which is a problem by itself. */
function resolveNic({ machine, id, name, subnet }: Card, { inventory, space, addresses, pairs }: MachinePlan): ResolvedNic | undefined {
  const place = addresses.get(name);
  if (!place) return undefined;
  const objectName = `${inventory.name}-${name}`;
  const cluster = kindOf(machine).nodeOf(machine);
  const pair = id === undefined ? pairs.get(pairOf(machine)?.name ?? '') : undefined;
  const spokenFor = cluster ? [space.subnets.get(subnet)?.services, space.clusters.get(cluster)?.pods] : [pair && `${pair}/32`];
  return {
    name,
    mac: place.mac,
    subnet: subnet.node.id,
    address: place.address,
    tap: shorten(objectName, 15),
    mtu: subnet.props.mtu ?? 1500,
    ...(isFiltered(machine) && { filter: { name: objectName, uuid: filterUuid(inventory.name, name) } }),
    speaksFor: spokenFor
      .filter((block) => block !== undefined)
      .map(String)
      .sort(compareBlocks),
    portIsolated: isolationOf(subnet).apart,
  };
}

/** Places of a machine's further cards, by name: the lock's, then the lowest that are free. */
function cardPlaces(machine: Machine, { cards = {} }: Lock): ReadonlyMap<string, number> {
  const [, ...others] = cardsOf(machine);
  const places = new Map<string, number>();
  const taken = new Set<number>();
  const put = (name: string, place: number): void => {
    places.set(name, place);
    taken.add(place);
  };
  for (const { name } of others) {
    const place = own(cards, name)?.place;
    // Two branches may each have added a card.
    if (place !== undefined && !taken.has(place)) put(name, place);
  }
  let next = 1;
  for (const { name } of others) {
    if (places.has(name)) continue;
    while (taken.has(next)) next++;
    put(name, next);
  }
  return places;
}

/**
 * The machine `b` of the system `shop-a` and the machine `a-b` of `shop` have filters of one name, and must not have one UUID: libvirt
 * refuses the second then, which may be on the same host, in place of putting its rules before the other's machine.
 */
function filterUuid(system: string, machine: string): string {
  // Names that are none are problems of their own, and end nothing here.
  return uuidv5(asWholeCharacters(`${system}${system.includes('-') ? '/' : '-'}${machine}`), UUID_NAMESPACE);
}

function resolveImage(image: Image, system: string, host: string, pool: string): ResolvedImage {
  const volumeName = imageVolumeName(system, image.identity ?? '');
  const { sha256 } = image.props;
  return {
    key: imageVolumeKey(host, pool, volumeName),
    volumeName,
    source: image.source,
    format: image.format,
    ...(sha256 !== undefined && { sha256: sha256.toLowerCase() }),
  };
}
