import {
  type AddressBlock,
  type End,
  type EndKind,
  type EndName,
  endKey,
  type NonEmpty,
  type PodsEnd,
  type PodsOf,
  type ResolvedFlow,
  type ResolvedPort,
  type ResolvedSystem,
  type Way,
} from '../src/model/resolved';
import { selectorLabels } from '../src/model/resolved/selector';
import { clientPorts } from '../src/model/values';

/** Flows made by hand, and free to say what the model would never resolve to. */

const OUTSIDE: readonly string[] = ['external', 'anyone'];
const WITHOUT_KINDS: readonly string[] = ['machine', 'nodes', 'subnet', 'resolver'];

/** An end by its name. {@link withEnds} says the rest of it. */
export function end(kind: EndKind, name: string): EndName {
  if (WITHOUT_KINDS.includes(kind)) return { is: kind as 'machine', name };
  return OUTSIDE.includes(kind) ? { is: 'outside', of: kind as 'external', name } : { is: 'pods', of: kind as PodsOf, name };
}

export const block = (cidr: string, ...except: string[]): AddressBlock => ({
  cidr: cidr.includes('/') ? cidr : `${cidr}/32`,
  except,
});

type Blocks = readonly (string | AddressBlock)[];

export interface FlowFacts extends Partial<Omit<ResolvedFlow, 'way'>> {
  /** Addresses that the receiver sees. @default - 192.0.2.1, where only the destination is given */
  readonly source?: Blocks;
  readonly coarse?: string;
  /** Addresses that the sender dials. @default - 192.0.2.2, where only the source is given */
  readonly destination?: Blocks;
}

/** Inside a cluster when no addresses are given. */
export function aFlow(from: EndName, to: EndName, ports: readonly ResolvedPort[], facts: FlowFacts = {}): ResolvedFlow {
  const { source, destination, coarse, ...more } = facts;
  const blocks = (list: Blocks): NonEmpty<AddressBlock> =>
    list.map((item) => (typeof item === 'string' ? block(item) : item)) as unknown as NonEmpty<AddressBlock>;
  const network: Way = {
    by: 'network',
    source: { blocks: blocks(source ?? ['192.0.2.1']), ...(coarse !== undefined && { coarse }) },
    destination: blocks(destination ?? ['192.0.2.2']),
  };
  return {
    id: `${from.name}-to-${to.name}`,
    origin: 'declared',
    from: from as End,
    to: to as End,
    ports,
    dialledPorts: ports,
    because: [`${from.name} needs ${to.name}`],
    way: source || destination ? network : { by: 'cluster' },
    replyPorts: clientPorts(() => [{ from: 32768, to: 60999 }]),
    exchange: facts.origin === 'dhcp' ? 'dhcp' : 'addressed',
    ...(facts.origin === 'kubelet-probe' && { exempt: 'a node reaches its own pods' }),
    enforcement: [],
    plaintextPorts: [],
    ...more,
  };
}

/** The system with all its pods as ends, in its list and in its flows. */
export function withEnds(system: Omit<ResolvedSystem, 'podGroups'>): ResolvedSystem {
  const podGroups = podGroupsOf(system);
  const known = new Map(podGroups.map((group) => [endKey(group), group]));
  const whole = (one: End): End => known.get(endKey(one)) ?? one;
  const flows = system.flows.map((flow) => ({ ...flow, from: whole(flow.from), to: whole(flow.to) }));
  return { ...system, podGroups, flows };
}

function podGroupsOf(system: Omit<ResolvedSystem, 'podGroups'>): readonly PodsEnd[] {
  const clusters = new Map(system.clusters.map((cluster) => [cluster.name, cluster]));
  const group = (
    of: PodsOf,
    owner: PodsEnd['owner'],
    facts: Pick<PodsEnd, 'name' | 'cluster' | 'selector'> & { readonly account?: string; readonly inMesh: boolean },
  ): PodsEnd => {
    const { name, cluster, selector, account, inMesh } = facts;
    const { namespaces = [], mesh } = clusters.get(cluster) ?? {};
    return {
      is: 'pods',
      of,
      name,
      cluster,
      selector,
      owner,
      governed: owner === 'us' || namespaces.some(({ name, owned }) => owned && name === selector.namespace),
      ...(account !== undefined && { account }),
      ...(inMesh && { mesh: { name: 'mesh', provider: 'istio', mode: 'sidecar-with-cni', ...mesh } }),
    };
  };
  return [
    ...system.workloads.map(({ kind, name, cluster, namespace, pods: { serviceAccount: account, inMesh } }) =>
      group(kind, 'us', { name, cluster, selector: { namespace, labels: selectorLabels(system, name) }, account, inMesh }),
    ),
    ...system.gateways.map(({ name, cluster, proxy: { namespace, labels, serviceAccount: account }, inMesh }) =>
      group('gateway', 'add-on', { name, cluster, selector: { namespace, labels }, account, inMesh }),
    ),
    ...system.pods.map(({ name, cluster, selector, serviceAccount: account, inMesh }) =>
      group('pods', 'user', { name, cluster, selector, account, inMesh }),
    ),
    ...system.clusters.flatMap(({ name, dns, mesh }) => [
      group('cluster-dns', 'add-on', { name, cluster: name, selector: { namespace: dns.namespace, labels: dns.labels }, inMesh: false }),
      ...(mesh
        ? [
            group('mesh-control-plane', 'add-on', {
              name,
              cluster: name,
              selector: { namespace: mesh.controlPlane.namespace, labels: mesh.controlPlane.labels },
              inMesh: false,
            }),
          ]
        : []),
    ]),
  ];
}
