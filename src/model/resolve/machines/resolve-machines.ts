import { v5 as uuidv5 } from 'uuid';
import { imageVolumeName } from '../../guest/image';
import { kindOf, pathOf } from '../../kinds/machine';
import { isolationOf } from '../../kinds/subnet';
import { type Lock, own } from '../../lock/lock';
import * as problems from '../../problems';
import type { ResolvedFlow, ResolvedImage, ResolvedMachine, ResolvedVolume } from '../../resolved';
import { compareBlocks, comparePorts, shorten } from '../../values';
import type { DataDiskProps, Machine } from '../../workload/machine';
import type { Report } from '../findings';
import { lockedBaseline } from './baseline';
import { poolOf } from './hosts';
import type { MachinePlan } from './plan';
import { type FlowsOf, resolveGuest } from './resolve-guest';

/** Namespace of the filters' UUIDs: any constant will do, it only must never change. */
const UUID_NAMESPACE = '6f1c1c0e-3f55-5a0b-9c3d-6a1d0d8a7f42';

export function resolveMachines(machines: readonly Machine[], plan: MachinePlan, report: Report): readonly ResolvedMachine[] {
  checkDerivedNames(machines, plan.inventory.name, report);
  const into = flowsByMachine(plan.flows, 'declared', 'to');
  const backends = flowsByMachine(plan.flows, 'load-balancer-backend', 'from');
  return machines.flatMap((machine) => {
    const place = plan.addresses.get(machine);
    const flows = { into: into.get(machine.name) ?? [], backends: backends.get(machine.name) ?? [] };
    return place ? [resolveMachine(machine, place, plan, flows)] : [];
  });
}

function resolveMachine(
  machine: Machine,
  { address, mac }: { address: string; mac: string },
  plan: MachinePlan,
  flows: FlowsOf,
): ResolvedMachine {
  const { props } = machine;
  const { name: system } = plan.inventory;
  const objectName = `${system}-${machine.name}`;
  const space = plan.space.subnets.get(props.subnet);
  const { apart } = isolationOf(props.subnet);
  const kind = kindOf(machine);
  const cluster = kind.nodeOf(machine);
  const pods = cluster && plan.space.clusters.get(cluster)?.pods;
  return {
    kind: machine.kind,
    name: machine.name,
    objectName,
    host: props.host.node.id,
    pool: poolOf(machine),
    os: props.os.resolved,
    hardware: apart ? { ...props.os.hardware, graphics: false } : props.os.hardware,
    cpus: props.cpus,
    memoryMiB: props.memory.toMebibytes,
    image: resolveImage(machine, system),
    root: {
      ...volume(machine, system, { id: 'root', size: props.rootDisk ?? kind.rootDisk(machine) }),
      protected: rootProtected(machine, plan.lock),
    },
    data: machine.dataDisks.map((disk) => ({ ...volume(machine, system, disk), protected: true, serial: shorten(disk.id, 20) })),
    nic: {
      mac,
      subnet: props.subnet.node.id,
      address,
      tap: shorten(objectName, 15),
      mtu: props.subnet.props.mtu ?? 1500,
      filter: { name: objectName, uuid: uuidv5(objectName, UUID_NAMESPACE) },
      speaksFor: [space?.services, pods]
        .filter((block) => cluster !== undefined && block !== undefined)
        .map(String)
        .sort(compareBlocks),
      portIsolated: apart,
    },
    guest: resolveGuest(machine, plan, lockedBaseline(plan.lock, machine), flows),
    listens: machine.listens.map((port) => port.resolved).sort(comparePorts),
    ...(cluster ? { cluster: cluster.node.id } : {}),
  };
}

/** A root disk that held data does not cease to when the machine gets a data disk. */
function rootProtected(machine: Machine, lock: Lock): boolean {
  const before = own(lock.machines, machine.name)?.volumes;
  const held = before !== undefined && own(before, 'root')?.protected === true;
  return !machine.stateless && (held || kindOf(machine).rootHoldsData(machine));
}

function volume(machine: Machine, system: string, disk: DataDiskProps): Omit<ResolvedVolume, 'protected'> {
  return {
    id: disk.id,
    volumeName: `${system}-${machine.name}-${disk.id}.qcow2`,
    key: `${machine.name}-${disk.id}`,
    sizeBytes: disk.size.bytes,
  };
}

function resolveImage({ props: { image } }: Machine, system: string): ResolvedImage {
  return { volumeName: imageVolumeName(system, image.identity ?? ''), source: image.source, format: image.format };
}

function flowsByMachine(
  flows: readonly ResolvedFlow[],
  origin: ResolvedFlow['origin'],
  end: 'from' | 'to',
): ReadonlyMap<string, readonly ResolvedFlow[]> {
  const map = new Map<string, ResolvedFlow[]>();
  for (const flow of flows) if (flow.origin === origin && flow[end].is === 'machine') append(map, flow[end].name, flow);
  return map;
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

/** Linux (NAME_MAX), in bytes: names of images are ASCII. */
const LONGEST_FILE_NAME = 255;

/** Names that are cut to a length, and keys that join two names, can meet; so can images of the same file name. */
function checkDerivedNames(machines: readonly Machine[], system: string, report: Report): void {
  const images = new Map<string, { readonly source: string; readonly path: string }>();
  const holders = new Map<string, Machine>();
  const hold = (what: string, name: string, machine: Machine): void => {
    const key = `${what} ${name}`;
    const other = holders.get(key);
    if (!other) holders.set(key, machine);
    // Two machines of one name are a problem already, and a machine that meets itself too.
    else if (other.name !== machine.name) report(problems.derivedNameClash(machine.node.path, what, name, other.node.path));
  };
  for (const machine of machines) {
    hold('tap device', shorten(`${system}-${machine.name}`, 15), machine);
    for (const id of ['root', 'cloudinit', ...machine.dataDisks.map((disk) => disk.id)]) hold('volume', `${machine.name}-${id}`, machine);
    const { source } = machine.props.image;
    const { volumeName } = resolveImage(machine, system);
    if (volumeName.length > LONGEST_FILE_NAME)
      report(problems.nameTooLong(pathOf(machine), "image's volume", volumeName, LONGEST_FILE_NAME, "the image's file name or version"));
    const place = `${machine.props.host.node.id}/${poolOf(machine)}/${volumeName}`;
    const other = images.get(place);
    if (!other) images.set(place, { source, path: pathOf(machine) });
    else if (other.source !== source) report(problems.imageClash(pathOf(machine), source, volumeName, other.source, other.path));
  }
}
