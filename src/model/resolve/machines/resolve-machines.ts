import { v5 as uuidv5 } from 'uuid';
import { imageVolumeKey, imageVolumeName } from '../../guest/image';
import { kindOf } from '../../kinds/machine';
import { isolationOf } from '../../kinds/subnet';
import type { ResolvedFlow, ResolvedImage, ResolvedMachine } from '../../resolved';
import { append, compareBlocks, comparePorts, shorten } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Report } from '../findings';
import { lockedBaseline } from './baseline';
import { clientPortsOf } from './client-ports';
import { checkDerivedNames } from './derived-names';
import { poolOf } from './hosts';
import type { MachinePlan } from './plan';
import { type FlowsOf, resolveGuest } from './resolve-guest';
import { resolveVolumes } from './volumes';

/** Namespace of the filters' UUIDs: any constant will do, it only must never change. */
const UUID_NAMESPACE = '6f1c1c0e-3f55-5a0b-9c3d-6a1d0d8a7f42';

export function resolveMachines(machines: readonly Machine[], plan: MachinePlan, report: Report): readonly ResolvedMachine[] {
  checkDerivedNames(machines, plan.inventory.name, plan.lock, report);
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
    ...resolveVolumes(machine, system, plan.lock),
    nic: {
      mac,
      subnet: props.subnet.node.id,
      address,
      tap: shorten(objectName, 15),
      mtu: props.subnet.props.mtu ?? 1500,
      filter: { name: objectName, uuid: filterUuid(system, machine.name) },
      speaksFor: [space?.services, pods]
        .filter((block) => cluster !== undefined && block !== undefined)
        .map(String)
        .sort(compareBlocks),
      portIsolated: apart,
    },
    guest: resolveGuest(machine, plan, lockedBaseline(plan.lock, machine), flows),
    listens: machine.listens.map((port) => port.resolved).sort(comparePorts),
    clientPorts: clientPortsOf(machine),
    ...(cluster ? { cluster: cluster.node.id } : {}),
  };
}

/**
 * The machine `b` of the system `shop-a` and the machine `a-b` of `shop` have filters of one name, and must not have one UUID: libvirt
 * refuses the second then, which may be on the same host, in place of putting its rules before the other's machine.
 */
function filterUuid(system: string, machine: string): string {
  return uuidv5(`${system}${system.includes('-') ? '/' : '-'}${machine}`, UUID_NAMESPACE);
}

function resolveImage(machine: Machine, system: string): ResolvedImage {
  const { image, host } = machine.props;
  const volumeName = imageVolumeName(system, image.identity ?? '');
  return { key: imageVolumeKey(host.node.id, poolOf(machine), volumeName), volumeName, source: image.source, format: image.format };
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
