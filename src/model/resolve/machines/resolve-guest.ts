import { PairMember, pairOf } from '../../edge/load-balancer';
import { resolveBackup } from '../../kinds/backup';
import { resolveFirstBoot, updatesOf } from '../../kinds/first-boot';
import { waitOf } from '../../kinds/first-boot/wait';
import { cardsOf, firstCardOf, hasSeveralCards } from '../../kinds/guest/cards';
import { resolveExporter } from '../../kinds/guest/exporter';
import { adminPorts, installsNeeds, kindOf } from '../../kinds/machine';
import { exporterPorts } from '../../kinds/monitoring';
import { resolveWindowsSetup } from '../../kinds/windows-setup';
import {
  exportersOf,
  outsideAt,
  type PairRole,
  type ResolvedFlow,
  type ResolvedGuest,
  type ResolvedPort,
  type ResolvedVolume,
  sourceOf,
} from '../../resolved';
import { compareBlocks, compareText, parseIp, portsOverlap, portWithin } from '../../values';
import { type LoginSource, standbysName } from '../../workload/database-vm';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Machine } from '../../workload/machine';
import { cardNetwork, nameserversOf } from '../addresses/card-network';
import type { Inventory } from '../inventory/inventory';
import { namespaceOf } from '../inventory/namespaces';
import { type Baseline, openedBy, openingsOf, rulesOf } from './baseline';
import { blocksOf } from './login-sources';
import type { MachinePlan } from './plan';

/** Flows that a guest is set up for. */
export interface FlowsOf {
  /** Declared ones that end at it. */
  readonly into: readonly ResolvedFlow[];
  /** Those that it passes on as a load balancer. */
  readonly backends: readonly ResolvedFlow[];
}

/** What cloud-init sets up when the guest is first started. */
export function resolveGuest(
  machine: Machine,
  plan: MachinePlan,
  locked: Baseline | undefined,
  flows: FlowsOf,
  disks: readonly ResolvedVolume[],
): ResolvedGuest {
  const { inventory, space } = plan;
  const kind = kindOf(machine);
  const baseline = locked?.blocks ?? baselineOf(machine, plan, flows.into);
  const cluster = kind.nodeOf(machine);
  const pods = cluster && space.clusters.get(cluster)?.pods;
  const subnet = space.subnets.get(machine.props.subnet)?.cidr;
  const given = kind.backup(machine);
  const { name: system, domain, provisioning, admin } = inventory;
  const backup = given && resolveBackup(machine, given, { system, domain, provisioning });
  const surroundings = {
    baseline,
    backends: flows.backends,
    ...(backup && { backup }),
    domain,
    names: namesOf(machine, inventory),
    addresses: cardsOf(machine).flatMap(({ name }) => plan.addresses.get(name)?.address ?? []),
    addressOf: (name: string) => plan.addresses.get(name)?.address,
    entrancesOf: (cluster: KubernetesCluster) => entrancesOf(cluster, plan),
    blocksOf: (source: LoginSource) => blocksOf(source, plan),
    ...(subnet && { subnet: `${subnet}` }),
    ...(pods && { pods: `${pods}` }),
    ...pairRole(machine, plan),
  };
  const own = kind.admits(machine, surroundings);
  // A firewall that is open to the world is so for what it serves, not for what is beside it.
  const ours = baseline.includes(EVERYWHERE) ? plan.baseline : baseline;
  // Exporters ask nobody who he is: those alone get to them who are named.
  const exporters = exporterPorts(machine);
  const beside = { system: ours, senders: [] }[kind.opensTo];
  const isExporter = (port: ResolvedPort): boolean => exporters.some((exporter) => portWithin(port, exporter));
  const opened = locked?.opened ?? openedBy(flows.into, own, (port) => (isExporter(port) ? [] : beside));
  const firstBoot = resolveFirstBoot(machine.props.firstBoot ?? {}, disks, machine.props.os.resolved);
  const windows = resolveWindowsSetup(machine, disks);
  const securityUpdates = updatesOf(machine);
  const awaited = waitOf(machine, inventory.root);
  const administration = admin?.from ? [{ ports: adminPorts(machine), from: [...admin.from.blocks].sort(compareBlocks) }] : [];
  const role = kind.role(machine, surroundings);
  const exporter = resolveExporter(
    machine,
    'node',
    exportersOf({ role }).some(({ tls }) => tls),
  );
  return {
    configuredBy: machine.configuredBy,
    hostname: machine.name,
    fqdn: `${machine.name}.${inventory.domain}`,
    network: guestNetwork(machine, plan, baseline),
    sshAuthorizedKeys: [...(admin?.sshAuthorizedKeys ?? [])].sort(),
    ntpServers: [...(provisioning.ntp?.blocks ?? [])]
      .filter((block) => block.endsWith('/32'))
      .sort(compareBlocks)
      .map((block) => block.replace('/32', '')),
    installs: installsNeeds(machine),
    baseline,
    firewallBy: kind.firewallBy(machine.props.os.resolved),
    // In the order of a lock from the first day on: what a guest is told is the same then and later.
    firewall: rulesOf(
      locked?.firewall ?? openingsOf([...own, ...rulesOf(opened), ...administration]),
      own.flatMap(({ ports }) => ports),
    ),
    role,
    ...(firstBoot && { firstBoot }),
    ...(exporter && { exporter }),
    ...(securityUpdates && { securityUpdates }),
    ...(awaited && { awaited }),
    ...(windows && { windows }),
  };
}

/** Load balancers before nodes of a cluster; a pair under the address that it has. */
const entrancesOf = (
  { nodes }: KubernetesCluster,
  { inventory, addresses, pairs }: MachinePlan,
): readonly { readonly name: string; readonly address: string }[] =>
  [...inventory.machines, ...inventory.pairs]
    .filter(
      (each) =>
        !pairOf(each) &&
        kindOf(each)
          .backends(each)
          .some(({ to }) => nodes.some((node) => node === to)),
    )
    .flatMap(({ name }) => {
      const address = pairs.get(name) ?? addresses.get(name)?.address;
      return address === undefined ? [] : [{ name, address }];
    });

/** What a machine of a pair is told of it; nothing where an address is missing, which has its own problem. */
function pairRole(machine: Machine, { addresses, pairs }: MachinePlan): { readonly pair?: PairRole } {
  if (!(machine instanceof PairMember)) return {};
  const { balancer, peer, priority } = machine;
  const virtualAddress = pairs.get(balancer.name);
  const [own, other] = [machine, peer].map(({ name }) => addresses.get(name)?.address);
  if (virtualAddress === undefined || own === undefined || other === undefined) return {};
  const preempt = balancer.props.pair?.preempt ?? false;
  return {
    pair: { name: balancer.name, virtualAddress, address: own, peer: other, priority, routerId: routerId(virtualAddress), preempt },
  };
}

/** VRRP numbers pairs from 1 to 255: no other of a /24 has the same. In larger subnets each machine still listens to its peer alone. */
const routerId = (address: string): number => ((parseIp(address) ?? 0) % 255) + 1;

/** By which machines find it, and pods of each cluster. */
function namesOf(machine: Machine, { name: system, domain, clusters }: Inventory): readonly string[] {
  const inClusters = [...new Set(clusters.map((cluster) => `${namespaceOf(cluster, system)}.svc`))];
  const own = cardsOf(machine).flatMap(({ name }) => [domain, ...inClusters].map((zone) => `${name}.${zone}`));
  // Whichever of them the others follow.
  const members = kindOf(machine).sameData(machine);
  const shared = members.flatMap(({ name }) => inClusters.map((zone) => `${standbysName(name)}.${zone}`));
  return [...own, ...shared].sort(compareText);
}

const EVERYWHERE = '0.0.0.0/0';

/** The system's own blocks, and whom else it listens for when it is created. */
function baselineOf(machine: Machine, plan: MachinePlan, into: readonly ResolvedFlow[]): readonly string[] {
  if (kindOf(machine).servesEverybody) return [EVERYWHERE];
  const heard = into.filter(({ ports }) => ports.some((port) => machine.listens.some(({ resolved }) => portsOverlap(port, resolved))));
  const outside = heard.filter(({ from }) => outsideAt(from));
  const senders = outside.flatMap((flow) => sourceOf(flow).map(({ cidr }) => cidr));
  return [...new Set([...plan.baseline, ...senders])].sort(compareBlocks);
}

function guestNetwork(machine: Machine, plan: MachinePlan, baseline: readonly string[]): ResolvedGuest['network'] {
  const card = firstCardOf(machine);
  // A firewall that is open to the world says nothing of where the system's own blocks are.
  // Nor does any of which card leads to those outside that it listens for, where there are several: the routes by which flows were told apart do.
  const blocks = baseline.includes(EVERYWHERE) || hasSeveralCards(machine) ? plan.baseline : baseline;
  return {
    ...cardNetwork(card, plan, blocks),
    nameservers: nameserversOf(card, plan.space),
    searchDomain: plan.inventory.domain,
  };
}
