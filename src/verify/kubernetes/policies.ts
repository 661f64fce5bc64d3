import { type IntervalSet, intersection, union } from '../sets/intervals';
import { ALL_TRANSPORT, type Transport, transport } from '../sets/transport';
import type { NetworkPolicy, Peer, PolicyDirection, PolicyRule } from './network-policy';
import { type PodIndex, type Pods, portNamed } from './pods';
import { type Labels, SelectorIndex, selects } from './selector';

/** One allowed kind of traffic of some pods, and the policy that allows it. */
export interface Allowance {
  readonly rule: PolicyRule;
  readonly policy: NetworkPolicy;
  /** Addresses that it speaks of, apart from pods by their labels; unset: all. */
  readonly addresses?: IntervalSet;
  /** Protocols and ports, unless they depend on who receives. */
  readonly traffic?: Transport;
  readonly by: string;
}

/** The other end of a connection: pods, or addresses outside of any pod. */
export type Remote = { readonly pods: Pods } | { readonly addresses: IntervalSet };

/** What one allowance gives for one other end. */
export interface Grant {
  /** The part of the other end's addresses that it is about. */
  readonly addresses: IntervalSet;
  readonly traffic: Transport;
  readonly by: string;
  /** Not certain: pods that only a block of addresses lets through, which network plugins disagree about. */
  readonly certain: boolean;
}

const UNRESTRICTED: readonly Allowance[] = [
  {
    rule: {},
    traffic: ALL_TRANSPORT,
    policy: { name: '', namespace: '', selector: { equal: [], others: [] }, rules: {} },
    by: 'no NetworkPolicy selects it',
  },
];

/**
 * All NetworkPolicies of a cluster. Pods that no policy selects for a direction are open in it; for others, what at least one
 * of the policies allows is allowed.
 */
export class PolicySet {
  private readonly index: SelectorIndex<NetworkPolicy>;
  private readonly known = { ingress: new WeakMap<Pods, readonly Allowance[]>(), egress: new WeakMap<Pods, readonly Allowance[]>() };
  private readonly labels = new Map<string, Labels>();

  /** @param namespaces labels of namespaces by name; every namespace has its name as a label besides */
  constructor(
    policies: readonly NetworkPolicy[],
    private readonly namespaces: ReadonlyMap<string, Labels>,
  ) {
    this.index = new SelectorIndex(policies);
  }

  /** Everything that policies allow `pods` in a direction. */
  allowances(direction: PolicyDirection, pods: Pods): readonly Allowance[] {
    const known = this.known[direction].get(pods) ?? this.findAllowances(direction, pods);
    this.known[direction].set(pods, known);
    return known;
  }

  /** Whether any policy speaks of `pods` in a direction: else everything is open. */
  restricts(direction: PolicyDirection, pods: Pods): boolean {
    return this.allowances(direction, pods) !== UNRESTRICTED;
  }

  /** What policies allow `pods` in a direction with the other end, allowance by allowance. */
  grants(direction: PolicyDirection, pods: Pods, remote: Remote): readonly Grant[] {
    const receiver = direction === 'ingress' ? pods : 'pods' in remote ? remote.pods : undefined;
    const all = 'pods' in remote ? remote.pods.addresses : remote.addresses;
    return this.allowances(direction, pods).flatMap((allowance): readonly Grant[] => {
      const grant = (addresses: IntervalSet, certain: boolean) => [
        { addresses, traffic: trafficOf(allowance, receiver), by: allowance.by, certain },
      ];
      if (!allowance.addresses) return grant(all, true);
      if ('pods' in remote && this.isNamed(allowance, remote.pods)) return grant(all, true);
      const addresses = intersection(allowance.addresses, all);
      return addresses.length > 0 ? grant(addresses, !('pods' in remote)) : [];
    });
  }

  /** Everything that policies allow `pods` in a direction with the other end, in whatever way. */
  allowed(direction: PolicyDirection, pods: Pods, remote: Remote): Transport {
    return union(...this.grants(direction, pods, remote).map(({ traffic }) => traffic));
  }

  /** Pods among `index` that an allowance speaks of. */
  peersAmong({ rule, policy, addresses }: Allowance, index: PodIndex): readonly Pods[] {
    if (!rule.peers || !addresses) return index.all;
    const found = new Set<Pods>();
    for (const peer of rule.peers) {
      if (peer.kind === 'block') continue;
      for (const pods of index.candidates(peer.pods?.equal ?? [])) if (this.isPeer(peer, policy, pods)) found.add(pods);
    }
    if (intersection(addresses, index.addresses).length > 0)
      for (const pods of index.all) if (intersection(addresses, pods.addresses).length > 0) found.add(pods);
    return [...found];
  }

  private isNamed({ rule, policy }: Allowance, pods: Pods): boolean {
    return rule.peers?.some((peer) => peer.kind === 'pods' && this.isPeer(peer, policy, pods)) ?? true;
  }

  private findAllowances(direction: PolicyDirection, pods: Pods): readonly Allowance[] {
    const selecting = this.index.selecting(pods.namespace, pods.labels).filter(({ rules }) => rules[direction]);
    if (selecting.length === 0) return UNRESTRICTED;
    return selecting.flatMap((policy) =>
      (policy.rules[direction] ?? []).map((rule): Allowance => {
        const blocks = rule.peers?.map((peer) => (peer.kind === 'block' ? peer.addresses : []));
        return {
          rule,
          policy,
          ...(blocks && { addresses: union(...blocks) }),
          ...(!rule.ports?.some(({ ports }) => typeof ports === 'string') && { traffic: portsOf(rule, undefined) }),
          by: `NetworkPolicy ${policy.namespace}/${policy.name} (${direction})`,
        };
      }),
    );
  }

  private isPeer(peer: Peer & { readonly kind: 'pods' }, policy: NetworkPolicy, { namespace, labels }: Pods): boolean {
    const inNamespace = peer.namespaces ? selects(peer.namespaces, this.labelsOf(namespace)) : namespace === policy.namespace;
    return inNamespace && (!peer.pods || selects(peer.pods, labels));
  }

  private labelsOf(namespace: string): Labels {
    const known = this.labels.get(namespace) ?? { ...this.namespaces.get(namespace), 'kubernetes.io/metadata.name': namespace };
    this.labels.set(namespace, known);
    return known;
  }
}

/** Protocols and ports of an allowance; names are those of the pods that receive, and mean nothing elsewhere. */
export function trafficOf({ rule, traffic }: Allowance, receiver: Pods | undefined): Transport {
  return traffic ?? portsOf(rule, receiver);
}

function portsOf({ ports: stated }: PolicyRule, receiver: Pods | undefined): Transport {
  if (!stated) return ALL_TRANSPORT;
  return union(
    ...stated.map(({ protocol, ports }): Transport => {
      if (typeof ports !== 'string') return transport(protocol, ports);
      const number = receiver && portNamed(receiver, ports, protocol);
      return number === undefined ? [] : transport(protocol, [number, number]);
    }),
  );
}
