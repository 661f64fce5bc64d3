import type { FlowOrigin } from '../../model/resolved';
import type { GraphFlowKind, GraphNodeKind, GraphPlace } from './graph';

/** Families of things that have a colour, and a sign, in common. */
export type Family = 'database' | 'machine' | 'old' | 'balancer' | 'pods' | 'run' | 'gateway' | 'others' | 'helper' | 'outside';

/** What tells kinds of nodes apart in pictures. */
interface NodeKindFacts {
  readonly family: Family;
  /** It is drawn where no flow leads to it, too: it is a part of the system, and no stand-in for others. */
  readonly alone: boolean;
  /** Its name is that of nothing else, and can stand without a word of what it is. */
  readonly speaks: boolean;
  /** Heading under which it can be chosen. Unset: it cannot. */
  readonly choice?: string;
}

const MACHINE = { alone: true, speaks: true, choice: 'Machines' } as const;
const WORKLOAD = { family: 'pods', alone: true, speaks: true, choice: 'Workloads' } as const;
const HELPER = { family: 'helper', alone: false, speaks: false } as const;
const OUTSIDE = { family: 'outside', alone: false, speaks: true, choice: 'Outside' } as const;

export const NODE_KINDS: { readonly [K in GraphNodeKind]: NodeKindFacts } = {
  database: { ...MACHINE, family: 'database' },
  'virtual-machine': { ...MACHINE, family: 'machine' },
  legacy: { ...MACHINE, family: 'old' },
  'load-balancer': { ...MACHINE, family: 'balancer' },
  pair: { ...MACHINE, family: 'balancer' },
  'cluster-node': { ...MACHINE, family: 'machine' },
  card: { ...MACHINE, family: 'machine', speaks: false },
  microservice: WORKLOAD,
  'stateful-service': WORKLOAD,
  'daemon-service': WORKLOAD,
  job: { ...WORKLOAD, family: 'run', speaks: false },
  'cron-job': { ...WORKLOAD, family: 'run', speaks: false },
  gateway: { ...WORKLOAD, family: 'gateway', speaks: false },
  pods: { ...WORKLOAD, family: 'others', speaks: false },
  nodes: { family: 'machine', alone: false, speaks: false },
  subnet: HELPER,
  resolver: HELPER,
  'kvm-hosts': { ...HELPER, family: 'machine' },
  'cluster-dns': HELPER,
  'mesh-control-plane': HELPER,
  external: OUTSIDE,
  host: OUTSIDE,
  anyone: OUTSIDE,
};

/** What tells kinds of places apart in pictures. */
interface PlaceKindFacts {
  /** What it holds: one, and several. */
  readonly holds: readonly [one: string, several: string];
  /** It is drawn around what it holds; else it is drawn only where it is closed. */
  readonly boxed: boolean;
  /** It stands in more than one other, and has a box in each. */
  readonly repeats: boolean;
  /** Machines can be drawn without it. */
  readonly optional: boolean;
  /** Heading under which it can be chosen. Unset: it cannot. */
  readonly choice?: string;
}

const PLAIN = { boxed: true, repeats: false, optional: false } as const;

export const PLACE_KINDS: { readonly [K in GraphPlace['kind']]: PlaceKindFacts } = {
  outside: { ...PLAIN, holds: ['external', 'externals'], boxed: false },
  host: { ...PLAIN, holds: ['machine', 'machines'], optional: true, choice: 'Hosts' },
  subnet: { ...PLAIN, holds: ['machine', 'machines'], repeats: true, choice: 'Subnets' },
  cluster: { ...PLAIN, holds: ['workload', 'workloads'] },
  namespace: { ...PLAIN, holds: ['workload', 'workloads'], choice: 'Namespaces' },
};

/** In the order that choices are listed in. */
export const CHOICES: readonly string[] = ['Subnets', 'Hosts', 'Namespaces', 'Workloads', 'Machines', 'Outside'];

/** What tells kinds of flows apart in pictures. */
interface FlowKindFacts {
  readonly word: string;
  /** A picture shows them unless somebody asks for something else: whom people decided on, and the ways there. */
  readonly atFirst: boolean;
  /** Readers are told what they follow from. */
  readonly follows: boolean;
}

/** The most important first. */
export const FLOW_KINDS: { readonly [K in GraphFlowKind]: FlowKindFacts } = {
  declared: { word: 'declared', atFirst: true, follows: false },
  'passed-on': { word: 'passed on', atFirst: true, follows: true },
  upkeep: { word: 'upkeep', atFirst: false, follows: true },
};

export const ALL_FLOWS = Object.keys(FLOW_KINDS) as readonly GraphFlowKind[];

export const FLOWS_AT_FIRST: readonly GraphFlowKind[] = ALL_FLOWS.filter((kind) => FLOW_KINDS[kind].atFirst);

export const KINDS_OF_ORIGINS: { readonly [O in FlowOrigin]: GraphFlowKind } = {
  declared: 'declared',
  'load-balancer-backend': 'passed-on',
  vrrp: 'upkeep',
  replication: 'upkeep',
  monitoring: 'upkeep',
  'gateway-route': 'passed-on',
  admin: 'upkeep',
  dns: 'upkeep',
  dhcp: 'upkeep',
  ntp: 'upkeep',
  packages: 'upkeep',
  registry: 'upkeep',
  backup: 'upkeep',
  'node-to-node': 'upkeep',
  'mesh-control-plane': 'upkeep',
  'api-server': 'upkeep',
  'network-files': 'passed-on',
  'kubelet-probe': 'upkeep',
};
