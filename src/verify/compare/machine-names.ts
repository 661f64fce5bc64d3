import { type FlowOrigin, machinesAt, type ResolvedPort } from '../../model/resolved';
import { address } from '../sets/addresses';
import { covers, union } from '../sets/intervals';
import { printTransport, transport } from '../sets/transport';
import type { Difference } from './difference';
import type { Model } from './model';
import { nameMissing as missing, nameable } from './nameable';

/** Machines that pods may reach: by their name, which stands for their address. */
export function machineNames(model: Model): readonly Difference[] {
  return model.system.clusters.flatMap(({ name, namespace, machineServices, standbyServices = [] }) => {
    const reached = reachedMachines(model, name);
    for (const { machine, ports } of machineServices) reached.set(machine, [...(reached.get(machine) ?? []), ...ports]);
    const at = (machine: string): string =>
      model.system.pairs.find((each) => each.name === machine)?.address ?? model.card(machine)?.nic.address ?? '';
    return [
      ...[...reached].flatMap(([machine, ports]) => machineName(model, name, { machine, namespace, ports, expected: [at(machine)] })),
      ...standbysReached(model, reached).flatMap((each) =>
        machineName(model, name, { ...each, namespace, expected: each.machines.map(at) }),
      ),
      ...standbyServices
        .filter((service) => !standbysReached(model, reached).some(({ machine }) => machine === service.name))
        .flatMap((service) => missing(`${service.name}.${namespace}`, 'is for standbys that no pods reach')),
    ];
  });
}

/** Whether pods find a machine that they reach by a name of this system: every cluster has one for its API server. */
const NAMED_HERE: { readonly [O in FlowOrigin]: boolean } = {
  declared: true,
  dns: true,
  dhcp: true,
  ntp: true,
  packages: true,
  registry: true,
  backup: true,
  admin: true,
  'node-to-node': true,
  'gateway-route': true,
  'load-balancer-backend': true,
  vrrp: true,
  replication: true,
  monitoring: true,
  'mesh-control-plane': true,
  'api-server': false,
  'network-files': false,
  'kubelet-probe': true,
};

/** Machines that this system's pods in a cluster may reach, with the ports. */
function reachedMachines(model: Model, cluster: string): Map<string, readonly ResolvedPort[]> {
  const reached = new Map<string, readonly ResolvedPort[]>();
  for (const { from, to, origin, ports } of model.flows) {
    if (from.is !== 'pods' || from.owner !== 'us' || from.cluster !== cluster || machinesAt(to).length === 0 || !NAMED_HERE[origin])
      continue;
    reached.set(to.name, [...(reached.get(to.name) ?? []), ...ports]);
  }
  return reached;
}

interface MachineName {
  readonly machine: string;
  readonly namespace: string;
  readonly ports: readonly ResolvedPort[];
  /** Addresses that it is to lead to, all of them. */
  readonly expected: readonly string[];
}

/** One name for all machines that follow a database, of which pods reach any. */
function standbysReached(model: Model, reached: ReadonlyMap<string, readonly ResolvedPort[]>) {
  const found = new Map<string, string[]>();
  for (const { name, guest } of model.system.machines) {
    if (guest.role.kind !== 'database' || !reached.has(name)) continue;
    const { replication } = guest.role;
    if (!replication || replication.primary === name) continue;
    const shared = `${replication.primary}-ro`;
    found.set(shared, [...(found.get(shared) ?? []), name]);
  }
  return [...found].map(([machine, machines]) => ({ machine, machines, ports: reached.get(machines[0] ?? '') ?? [] }));
}

function machineName(model: Model, cluster: string, { machine, namespace, ports, expected }: MachineName): readonly Difference[] {
  const { services, slices = [] } = model.cluster(cluster) ?? {};
  const about = `${machine}.${namespace}`;
  const service = services?.named(machine, namespace);
  if (!service) return missing(about, 'is not there');
  if (!service.headless)
    return missing(about, 'stands for an address of the cluster, behind which NetworkPolicies may not see the machine');
  const own = slices.filter((slice) => slice.service === machine && slice.namespace === namespace);
  const addresses = own.flatMap((slice) => slice.addresses);
  const wrong = addresses.find((each) => !expected.some((one) => address(each) === address(one)));
  if (wrong !== undefined)
    return [{ kind: 'too-wide', about, text: `the name ${about} leads to ${wrong} instead of ${expected.join(' and ')}` }];
  if (addresses.length === 0) return missing(about, 'leads nowhere: it has no endpoint that is ready');
  const unled = expected.find((one) => !addresses.some((each) => address(each) === address(one)));
  if (unled !== undefined) return missing(about, `does not lead to ${unled}`);
  // kube-proxy and meshes join the ports of both by name.
  const joined = own.flatMap((slice) =>
    slice.ports.filter((port) =>
      service.ports.some((each) => each.name === port.name && each.protocol === port.protocol && each.port === port.port),
    ),
  );
  const open = union(...joined.map(({ protocol, port }) => transport(protocol, [port, port])));
  const wanted = nameable(ports);
  return covers(open, wanted) ? [] : missing(about, `does not lead to ${printTransport(wanted)} of its machine`);
}
