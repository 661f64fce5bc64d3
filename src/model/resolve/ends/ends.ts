import { ApiGateway } from '../../edge/api-gateway';
import { isPair } from '../../edge/load-balancer';
import { clusterDns } from '../../kinds/cluster/dns';
import { proxyOf } from '../../kinds/gateway';
import { portBehind } from '../../kinds/gateway/listeners';
import { type Card, cardOf, firstCardOf, hasSeveralCards } from '../../kinds/guest/cards';
import { controlPlaneOf } from '../../kinds/mesh';
import { kindOfWorkload } from '../../kinds/workload';
import { accountOf } from '../../kinds/workload/describe-pods';
import { Anyone, External } from '../../network/external';
import { KvmHosts, type Subnet } from '../../network/network';
import type { Sender } from '../../policy/policy';
import { externalEnd, type MachineEnd, type OutsideEnd, type PodsEnd, type ResolvedPort } from '../../resolved';
import { selectorLabels } from '../../resolved/selector';
import { inKeyOrder, portText } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { Machine, NetworkInterface } from '../../workload/machine';
import { Pods } from '../../workload/pods';
import type { ServiceMesh } from '../../workload/service-mesh';
import { Workload } from '../../workload/workload';
import { externalPath, type Inventory } from '../inventory/inventory';
import { homeOf, namespaceOf, ownNamespaces } from '../inventory/namespaces';
import type { DraftEnd, MachineDraft, NodesDraft, OutsideDraft, PodsDraft } from './draft-end';
import { asPods } from './end-facts';

/** Makes the ends of flows, one for each thing. */
export class Ends {
  private readonly made = new Map<object, DraftEnd>();
  private readonly owned: ReadonlyMap<KubernetesCluster, ReadonlySet<string>>;
  private readonly meshes: ReadonlyMap<KubernetesCluster, ServiceMesh>;

  constructor(private readonly inventory: Inventory) {
    this.owned = new Map(inventory.clusters.map((cluster) => [cluster, ownNamespaces(cluster, inventory)]));
    this.meshes = new Map(inventory.meshes.map((mesh) => [mesh.cluster, mesh]));
  }

  of(peer: Sender): DraftEnd {
    let end = this.made.get(peer);
    if (!end) {
      end = this.make(peer);
      this.made.set(peer, end);
    }
    return end;
  }

  /** A machine at one of its cards alone. */
  card(card: Card): MachineDraft {
    const { machine, id, name, path } = card;
    const end: MachineEnd = { is: 'machine', name, ...(id !== undefined && { machine: machine.name }) };
    return { is: 'machine', end, path, machine, card, open: false, listens: machine.listens };
  }

  /** All pods that flows can start from or end in: of workloads, gateways, foreign ones, of add-ons. */
  get pods(): readonly PodsDraft[] {
    const { workloads, gateways, pods, clusters } = this.inventory;
    return [
      ...[...workloads, ...gateways, ...pods].flatMap((each) => asPods(this.of(each)) ?? []),
      ...clusters.flatMap((cluster) => [this.dns(cluster), this.controlPlane(cluster) ?? []].flat()),
    ];
  }

  resolver(subnet: Subnet): DraftEnd {
    return { is: 'resolver', end: { is: 'resolver', name: subnet.node.id }, path: subnet.node.path, subnet, listens: [] };
  }

  nodes(cluster: KubernetesCluster): NodesDraft {
    return { is: 'nodes', end: { is: 'nodes', name: cluster.node.id }, path: cluster.node.path, cluster, listens: [] };
  }

  dns(cluster: KubernetesCluster): PodsDraft {
    const { namespace, labels } = clusterDns(cluster);
    return this.addOn(cluster, 'cluster-dns', { namespace, labels });
  }

  /** Unset without a mesh. */
  controlPlane(cluster: KubernetesCluster): PodsDraft | undefined {
    const mesh = this.meshes.get(cluster);
    return mesh && this.addOn(cluster, 'mesh-control-plane', controlPlaneOf(mesh));
  }

  private addOn(cluster: KubernetesCluster, of: PodsEnd['of'], selector: PodsEnd['selector']): PodsDraft {
    return this.podsOf({ of, name: cluster.node.id, owner: 'add-on', selector }, cluster, { path: cluster.node.path, listens: [] });
  }

  private podsOf(
    facts: Pick<PodsEnd, 'of' | 'name' | 'owner' | 'selector' | 'account'>,
    cluster: KubernetesCluster,
    {
      mesh,
      ...rest
    }: Pick<PodsDraft, 'path' | 'listens' | 'portBehind' | 'wayToPort'> & { readonly entrance?: boolean; readonly mesh?: ServiceMesh },
  ): PodsDraft {
    const { namespace, labels } = facts.selector;
    const end: PodsEnd = {
      is: 'pods',
      ...facts,
      cluster: cluster.node.id,
      selector: { namespace, labels: inKeyOrder(labels) },
      governed: facts.owner === 'us' || (this.owned.get(cluster)?.has(namespace) ?? false),
      ...(mesh && { mesh: { name: mesh.node.id, provider: mesh.props.provider, mode: mesh.props.mode } }),
    };
    return { is: 'pods', end, cluster, entrance: false, ...rest };
  }

  private make(peer: Sender): DraftEnd {
    if (peer instanceof External) return outside(externalEnd(peer), peer);
    if (peer instanceof Anyone) return outside({ is: 'outside', of: 'anyone', name: peer.name });
    const { path } = peer.node;
    const { name } = peer;
    if (isPair(peer)) {
      const members = peer.members.map((member) => member.name);
      return { is: 'pair', end: { is: 'pair', name, members }, path, balancer: peer, subnet: peer.props.subnet, listens: peer.listens };
    }
    if (peer instanceof NetworkInterface && isPair(peer.machine)) return this.of(peer.machine);
    if (peer instanceof Machine) return { ...this.card(firstCardOf(peer)), open: hasSeveralCards(peer) };
    if (peer instanceof NetworkInterface) return this.card(cardOf(peer));
    if (peer instanceof Workload) {
      const { cluster, kind, props, listens, containerPorts } = peer;
      const namespace = homeOf(peer, this.inventory.name);
      const selector = { namespace, labels: selectorLabels(this.inventory, name) };
      const facts = { of: kind, name, owner: 'us', selector, account: accountOf(peer) } as const;
      const { entrance, wayToPort } = kindOfWorkload(peer);
      const behind = (dialled: ResolvedPort): ResolvedPort => {
        const port = containerPorts.find((each) => portText(each.dialled.resolved) === portText(dialled))?.resolved;
        return port ? { ...dialled, from: port.from, to: port.to } : dialled;
      };
      return this.podsOf(facts, cluster, { path, listens, entrance, wayToPort, mesh: props.mesh, portBehind: behind });
    }
    if (peer instanceof KvmHosts)
      return { is: 'kvm-hosts', end: { is: 'kvm-hosts', name: peer.subnet.name }, path, subnet: peer.subnet, listens: [] };
    if (peer instanceof ApiGateway) {
      const { cluster, props, listens } = peer;
      const { namespace, labels, serviceAccount } = proxyOf(peer, namespaceOf(cluster, this.inventory.name));
      const facts = { of: 'gateway', name, owner: 'add-on', selector: { namespace, labels }, account: serviceAccount } as const;
      const behind = (dialled: ResolvedPort): ResolvedPort => portBehind(peer, dialled);
      return this.podsOf(facts, cluster, { path, listens, entrance: true, mesh: props.mesh, portBehind: behind });
    }
    if (peer instanceof Pods) {
      const { cluster, props, listens } = peer;
      const { labels, serviceAccount: account } = props;
      const namespace = homeOf(peer, this.inventory.name);
      const facts = {
        of: 'pods',
        name,
        owner: 'user',
        selector: { namespace, labels },
        ...(account !== undefined && { account }),
      } as const;
      return this.podsOf(facts, cluster, { path, listens, mesh: props.mesh });
    }
    return { is: 'subnet', end: { is: 'subnet', name }, path, subnet: peer, listens: [] };
  }
}

const outside = (end: OutsideEnd, external?: External): OutsideDraft => ({
  is: 'outside',
  end,
  path: external ? externalPath(external) : end.name,
  listens: external?.props.listens ?? [],
  ...(external && { external }),
});
