import type { Parameters } from 'fast-check';
import { runs } from '../runs';
import type { ClusterPlan, EndPlan, FlowPlan, Plan, SubnetPlan, WorkloadPlan } from './plan';

/** Ports of random systems by what they are, see `PORTS` in build.ts. */
const HTTP = 0;
const HTTPS = 1;
const SQL = 2;
const SSH = 3;
const METRICS = 4;
const SIP = 6;
const DIAMETER = 7;
/** Around {@link METRICS}. */
const RANGE = 8;
const MEDIA = 9;
const ICMP = 11;

const ROUTED: SubnetPlan = { mode: 'route', high: false, host: 0 };
const EXISTING: ClusterPlan = { own: false, subnet: 0, nodes: 1, services: true, native: false };
const OWN: ClusterPlan = { ...EXISTING, own: true, nodes: 2 };
const STRICT = { ambient: false, strict: true, trustDomain: 'cluster.local' };
const AMBIENT = { ...STRICT, ambient: true };

const plan = (parts: Partial<Plan>): Plan => ({
  hosts: 1,
  routesProvided: false,
  provisioning: false,
  admin: false,
  subnets: [ROUTED],
  clusters: [],
  workloads: [],
  flows: [],
  ...parts,
});

/** @param place subnet or cluster */
const workload = (kind: WorkloadPlan['kind'], place: number, ports: readonly number[], more: Partial<WorkloadPlan> = {}): WorkloadPlan => ({
  kind,
  place,
  host: 0,
  ports,
  inMesh: false,
  worker: false,
  namespace: 0,
  targets: 0,
  cards: [],
  ...more,
});

/** Ends are workloads by their number, or others. */
const flow = (from: number | EndPlan, to: number | EndPlan, ...ports: readonly number[]): FlowPlan => ({
  from: end(from),
  to: end(to),
  ...(ports.length > 0 && { ports }),
  because: 0,
  waived: true,
});
const end = (of: number | EndPlan): EndPlan => (typeof of === 'number' ? { kind: 'workload', number: of } : of);

const told = (flow: FlowPlan, how: FlowPlan['told']): FlowPlan => ({ ...flow, told: how });
const PROBED: EndPlan = { kind: 'external', number: 2 };
const ANYONE: EndPlan = { kind: 'anyone', number: 0 };
/** A block, two blocks, an address. */
const [PARTNER, OFFICES, PROBE] = [0, 1, 2].map((number): EndPlan => ({ kind: 'external', number })) as [EndPlan, EndPlan, EndPlan];
/** Known by their names. */
const [API, FEEDS] = [3, 4].map((number): EndPlan => ({ kind: 'external', number })) as [EndPlan, EndPlan];
const subnet = (number: number): EndPlan => ({ kind: 'subnet', number });
const hosts = (number: number): EndPlan => ({ kind: 'hosts', number });

const meshed = { inMesh: true };
const withAccount = { inMesh: true, targets: 1 };

/**
 * Small systems that chance makes too rarely: in each, a mistake of a renderer shows that hundreds of random systems do not show.
 * They are tried before those, in every run.
 */
export const PINNED: Readonly<Record<string, Plan>> = {
  'an ambient mesh: callers with an account, without one, and without the mesh': plan({
    clusters: [{ ...EXISTING, mesh: AMBIENT }],
    workloads: [
      workload('service', 0, [HTTP, SIP], meshed),
      workload('service', 0, [HTTP], meshed),
      workload('pods', 0, [HTTP], meshed),
      workload('pods', 0, [HTTP], withAccount),
      workload('pods', 0, [HTTP]),
      workload('service', 0, [HTTP]),
    ],
    flows: [flow(1, 0), flow(2, 0, HTTP), flow(3, 0), flow(4, 0, HTTP), flow(0, 3), flow(0, 5), flow(5, 1)],
  }),
  'a strict mesh of sidecars that strangers and machines call': plan({
    clusters: [{ ...OWN, mesh: STRICT }],
    workloads: [
      workload('service', 0, [HTTP, HTTPS, METRICS], meshed),
      workload('service', 0, [HTTP], { ...meshed, namespace: 1 }),
      workload('vm', 0, [SSH]),
      workload('pods', 0, [HTTP]),
    ],
    flows: [flow(ANYONE, 0, HTTP), flow(OFFICES, 0, HTTPS), flow(2, 0, METRICS), flow(3, 0, METRICS), flow(OFFICES, 1), flow(0, 1)],
  }),
  'a mesh that takes plaintext, under native routing': plan({
    clusters: [{ ...OWN, native: true, mesh: { ...STRICT, strict: false, trustDomain: 'mesh.example' } }],
    workloads: [
      workload('service', 0, [HTTP, METRICS], meshed),
      workload('service', 0, [HTTP], meshed),
      workload('pods', 0, [HTTP], meshed),
      workload('vm', 0, [SQL]),
    ],
    flows: [flow(1, 0, HTTP), flow(2, 0, HTTP), flow(2, 0, METRICS), flow(3, 1), flow(0, 3), flow(ANYONE, 1)],
  }),
  'proxies that know names, and are told how services, machines and names are called': plan({
    clusters: [{ ...EXISTING, mesh: STRICT }],
    workloads: [
      workload('service', 0, [HTTP], meshed),
      workload('stateful', 0, [HTTP, SQL], { ...meshed, namespace: 1 }),
      workload('service', 0, [HTTPS], { ...meshed, namespace: 2 }),
      workload('vm', 0, [HTTP, SQL]),
      workload('vm', 0, [HTTPS, METRICS]),
      workload('legacy', 0, [HTTP]),
    ],
    flows: [flow(0, 3), flow(0, API), flow(0, 1), flow(1, 3), flow(1, FEEDS), flow(0, FEEDS), flow(1, 4), flow(2, 4, METRICS), flow(2, 5)],
  }),
  'a proxy that is held to a name, and told of all of its own namespace, in which others have pods': plan({
    clusters: [{ ...EXISTING, mesh: { ...STRICT, strict: false } }],
    workloads: [workload('service', 0, [HTTP], { ...meshed, namespace: 1 }), workload('pods', 0, [HTTP], { namespace: 2 })],
    flows: [flow(0, 1), flow(0, API)],
  }),
  'proxies of nodes, which know no names, and pods past them that call some': plan({
    clusters: [
      { ...EXISTING, mesh: AMBIENT },
      { ...EXISTING, subnet: 1 },
    ],
    subnets: [ROUTED, ROUTED],
    workloads: [workload('service', 0, [HTTP], meshed), workload('service', 1, [HTTP]), workload('vm', 0, [HTTP])],
    flows: [flow(0, API), flow(1, FEEDS), flow(2, API), flow(2, FEEDS)],
  }),
  'pods of two clusters and a gateway between them': plan({
    hosts: 2,
    subnets: [ROUTED, ROUTED],
    clusters: [OWN, { ...OWN, subnet: 1, native: true }],
    workloads: [
      workload('service', 0, [HTTP, HTTPS]),
      workload('service', 1, [HTTP]),
      workload('gateway', 1, [HTTP], { targets: 1, namespace: 1 }),
      workload('gateway', 0, [HTTP]),
      workload('vm', 0, [SSH]),
    ],
    flows: [flow(0, 1), flow(1, 0, HTTPS), flow(0, 2), flow(1, 3), flow(OFFICES, 2), flow(PARTNER, 3), flow(4, 2), flow(4, 3)],
  }),
  'services that call adjoining ports of one machine from behind their nodes': plan({
    clusters: [OWN],
    workloads: [workload('service', 0, [HTTP]), workload('service', 0, [HTTP]), workload('vm', 0, [RANGE, MEDIA, DIAMETER])],
    flows: [flow(0, 2, METRICS), flow(1, 2, RANGE), flow(0, 2, MEDIA), flow(1, 2, DIAMETER), flow(2, 0), flow(2, 1)],
  }),
  'machines of every protocol, and one flow inside another': plan({
    workloads: [workload('vm', 0, [RANGE, SIP, DIAMETER]), workload('vm', 0, [HTTP, MEDIA]), workload('legacy', 0, [SSH])],
    flows: [
      flow(1, 0),
      flow(1, 0, METRICS),
      flow(0, 1, ICMP),
      flow(0, 1, MEDIA),
      flow(2, 0, RANGE),
      flow(subnet(0), 0, METRICS),
      flow(ANYONE, 2, SSH),
      flow(PARTNER, 2, SSH),
    ],
  }),
  'strangers, a subnet and everyone, as senders and receivers': plan({
    routesProvided: true,
    provisioning: true,
    admin: true,
    subnets: [ROUTED, { ...ROUTED, high: true }],
    workloads: [workload('vm', 0, [HTTP]), workload('database', 0, [SQL]), workload('database', 1, [SQL]), workload('vm', 1, [HTTP])],
    flows: [
      flow(ANYONE, 0, HTTP),
      flow(0, ANYONE, HTTPS),
      flow(0, OFFICES),
      flow(OFFICES, 1),
      flow(PROBE, 0, ICMP),
      flow(subnet(1), 0, HTTP),
      flow(0, subnet(1), SQL),
      flow(0, 2),
      flow(3, 1),
    ],
  }),
  'bridges that two hosts share, NAT, and a subnet without a way out': plan({
    hosts: 2,
    routesProvided: true,
    subnets: [
      { mode: 'bridge', high: false, host: 0 },
      { mode: 'bridge', high: true, host: 0 },
      { mode: 'nat', high: false, host: 0 },
      { mode: 'isolated', high: false, host: 0 },
      ROUTED,
    ],
    workloads: [
      workload('legacy', 0, [HTTP]),
      workload('vm', 0, [HTTP], { host: 1 }),
      workload('vm', 1, [HTTP]),
      workload('database', 1, [SQL], { host: 1 }),
      workload('vm', 2, [HTTP]),
      workload('vm', 2, [SIP]),
      workload('vm', 3, [HTTP]),
      workload('legacy', 3, [MEDIA]),
      workload('vm', 4, [HTTPS]),
    ],
    flows: [flow(0, 1), flow(1, 0), flow(0, 2), flow(2, 1), flow(1, 3), flow(4, 5), flow(4, 8), flow(6, 7), flow(8, 0), flow(OFFICES, 0)],
  }),
  'load balancers before machines, databases and pods': plan({
    clusters: [OWN],
    workloads: [
      workload('vm', 0, [HTTP]),
      workload('database', 0, [SQL]),
      workload('service', 0, [HTTP]),
      workload('load-balancer', 0, [HTTP], { targets: 0 }),
      workload('load-balancer', 0, [HTTP], { targets: 1 }),
      workload('load-balancer', 0, [HTTP], { targets: 2 }),
    ],
    flows: [flow(OFFICES, 3), flow(2, 4), flow(0, 5), flow(ANYONE, 5)],
  }),
  'pods that are told of machines with one and several cards, of pods here and elsewhere, and of somebody outside': plan({
    subnets: [ROUTED, ROUTED],
    clusters: [EXISTING, { ...EXISTING, subnet: 1 }],
    workloads: [
      workload('service', 0, [HTTP], { targets: 3 }),
      workload('service', 0, [HTTP], { targets: 4, namespace: 1 }),
      workload('service', 1, [HTTP]),
      workload('stateful', 0, [SQL]),
      workload('vm', 0, [HTTP, HTTPS]),
      workload('database', 1, [SQL]),
      workload('vm', 0, [HTTP], { cards: [{ subnet: 1, leadsOut: false }] }),
      workload('cron', 0, []),
    ],
    flows: [
      told(flow(0, 3, SQL), 'variables'),
      told(flow(0, 2, HTTP), 'url'),
      told(flow(0, 4, HTTPS), 'file'),
      told(flow(0, 5), 'argument'),
      told(flow(1, 6, HTTP), 'file'),
      told(flow(1, PROBED, HTTPS), 'variables'),
      told(flow(7, 5), 'url'),
    ],
  }),
  'pods on nodes behind NAT, and a machine with a card beside them': plan({
    subnets: [{ ...ROUTED, mode: 'nat' }, ROUTED],
    clusters: [{ ...OWN, nodes: 1 }],
    workloads: [workload('vm', 1, [HTTP], { cards: [{ subnet: 0, leadsOut: false }] }), workload('service', 0, [HTTP])],
    flows: [told(flow(1, 0, HTTP), 'variables')],
  }),
  'pods that are told of two load balancers at one address': plan({
    subnets: [ROUTED],
    clusters: [EXISTING],
    workloads: [workload('vm', 0, [HTTP]), workload('load-balancer', 0, [HTTP], { targets: 0 }), workload('service', 0, [HTTP])],
    flows: [told(flow(2, 1), 'file')],
  }),
  'a network that is let out, and a machine in it that has another card, by which a part of the world is reached': plan({
    admin: true,
    subnets: [ROUTED, { ...ROUTED, high: true }],
    workloads: [workload('vm', 1, [HTTP], { cards: [{ subnet: 0, leadsOut: true }] })],
    flows: [flow({ kind: 'subnet', number: 0 }, ANYONE, HTTP)],
  }),
  'hosts of networks of every kind, and whom they show under their own addresses': plan({
    subnets: [ROUTED, { mode: 'nat', high: false, host: 0 }, { ...ROUTED, high: true }, { mode: 'isolated', high: false, host: 0 }, ROUTED],
    clusters: [{ ...OWN, subnet: 0 }],
    workloads: [
      workload('service', 0, [HTTP]),
      workload('vm', 0, [HTTP]),
      workload('vm', 1, [SSH]),
      workload('database', 2, [SQL]),
      workload('vm', 3, [HTTP]),
      workload('vm', 1, [HTTP], { cards: [{ subnet: 2, leadsOut: false }] }),
    ],
    flows: [
      flow(hosts(0), 0),
      flow(0, hosts(0), SIP),
      flow(hosts(0), 1),
      flow(hosts(1), 2),
      flow(hosts(2), 3),
      flow(hosts(3), 4),
      flow(4, hosts(3), HTTP),
      flow(hosts(2), 5),
      flow(hosts(1), subnet(1), SSH),
      flow(subnet(0), hosts(0), HTTP),
    ],
  }),
  'hosts on a bridge': plan({
    subnets: [{ mode: 'bridge', high: true, host: 0 }],
    workloads: [workload('vm', 0, [HTTP]), workload('legacy', 0, [SSH])],
    flows: [flow(hosts(0), 0), flow(hosts(0), 1), flow(1, hosts(0), HTTP)],
  }),
  'the same of a name outside, which may be anywhere': plan({
    admin: true,
    subnets: [
      { mode: 'nat', high: false, host: 0 },
      { ...ROUTED, high: true },
    ],
    workloads: [workload('load-balancer', 1, [HTTP], { cards: [{ subnet: 0, leadsOut: true }] })],
    flows: [flow({ kind: 'subnet', number: 0 }, API)],
  }),
  'the same, where the machine itself is let out, too: what leaves by its other card is no exception of the network': plan({
    provisioning: true,
    subnets: [ROUTED, { mode: 'bridge', high: true, host: 0 }],
    workloads: [workload('vm', 1, [HTTP], { cards: [{ subnet: 0, leadsOut: true }] })],
    flows: [flow({ kind: 'subnet', number: 0 }, ANYONE, HTTP), flow(0, ANYONE, HTTP)],
  }),
  'pods that keep their addresses and ask the API server, on nodes without a way out': plan({
    subnets: [
      { mode: 'isolated', high: false, host: 0 },
      { mode: 'bridge', high: false, host: 0 },
    ],
    clusters: [{ ...OWN, services: false, native: true }],
    workloads: [workload('service', 0, [HTTP], { targets: 5 }), workload('vm', 0, [HTTP])],
    flows: [],
  }),
};

/** As {@link runs}, with the pinned systems before those that chance makes. */
export function pinnedAnd(few: number, share?: number): Parameters<[Plan]> {
  const examples = Object.values(PINNED).map((pinned): [Plan] => [pinned]);
  return { ...runs(examples.length + few, share), examples };
}
