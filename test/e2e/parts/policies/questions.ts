import type { ResolvedPort, ResolvedSystem } from '../../../../src/model/resolved';
import { formatIp, parseIp } from '../../../../src/model/values';
import { isPod, type Spoken, type Target, type Whom } from './judge';
import type { NodeSpace } from './network';
import type { Pod } from './pods';

/** Nobody that any system knows. */
const STRANGER = { name: 'a stranger', address: '198.18.0.77' };

/** Ports that no flow is about. */
const ODD: readonly Target[] = [
  { protocol: 'tcp', port: 4444 },
  { protocol: 'udp', port: 4444 },
];

const isSpoken = (port: ResolvedPort): port is ResolvedPort & { readonly protocol: Spoken } =>
  port.protocol === 'tcp' || port.protocol === 'udp';

/** Whoever may send to pods of a cluster or be sent to by them, and is neither a pod nor a node of it. */
export function outsidersOf({ machines, externals, subnets, clusters }: ResolvedSystem, cluster: string): readonly Whom[] {
  const nodes = clusters.find(({ name }) => name === cluster)?.nodeAddresses ?? [];
  const inside = (block: string): string => {
    const [first = '', prefix] = block.split('/');
    return prefix === '32' ? first : formatIp((parseIp(first) ?? 0) + 1);
  };
  const all: readonly Whom[] = [
    STRANGER,
    ...machines.map(({ name, nic }) => ({ name, address: nic.address })),
    ...externals.flatMap(({ name, blocks }) => blocks.map((block) => ({ name, address: inside(block) }))),
    ...subnets.map(({ name, gateway }) => ({ name: `router of ${name}`, address: gateway })),
    ...clusters
      .filter(({ name }) => name !== cluster)
      .flatMap(({ name, podCidr, nodeAddresses }) => [
        { name: `a pod of ${name}`, address: formatIp((parseIp(podCidr.split('/')[0] ?? '') ?? 0) + 300) },
        ...nodeAddresses.map((address) => ({ name: `a node of ${name}`, address })),
      ]),
  ];
  return [...new Map(all.filter(({ address }) => !nodes.includes(address)).map((whom) => [whom.address, whom])).values()];
}

/** Every port that any flow of the system is about at its ends, and some that none is about. */
export function targetsOf({ flows }: ResolvedSystem): readonly Target[] {
  const ports = flows.flatMap((flow) => [...flow.ports, ...flow.dialledPorts]).filter(isSpoken);
  const all = [...ports.flatMap(({ protocol, from, to }) => [from, to].map((port): Target => ({ protocol, port }))), ...ODD];
  return [...new Map(all.map((target) => [`${target.port}/${target.protocol}`, target])).values()];
}

export interface Pair {
  readonly from: Whom;
  readonly to: Whom;
}

/**
 * Every pair with a pod in it. A pod and its own node are left out: between them everything is open whatever policies say
 * (kubernetes.io, "Network Policies").
 */
export function pairsOf(pods: readonly Pod[], nodes: readonly NodeSpace[], outsiders: readonly Whom[]): readonly Pair[] {
  const others: readonly Whom[] = [...nodes.map(({ name, address }) => ({ name, address, node: name })), ...outsiders];
  const all: readonly Whom[] = [...pods, ...others];
  return pods.flatMap((pod) => {
    const apart = (other: Whom): boolean => other !== pod && (isPod(other) || other.node !== pod.node.name);
    return [...all.filter(apart).map((to): Pair => ({ from: pod, to })), ...others.filter(apart).map((from): Pair => ({ from, to: pod }))];
  });
}
