import {
  type EndKind,
  type EndName,
  type EnforcementPoint,
  endInWords,
  endKind,
  type FlowOrigin,
  type ResolvedFlow,
  type ResolvedPort,
} from '../model/resolved';
import { PROTOCOLS, portText } from '../model/values';

/** How reports name the ends of flows: the name first, then what it is, where that does not show. Unset: as in a sentence. */
const END_WORDS: Readonly<Record<EndKind, ((name: string) => string) | undefined>> = {
  machine: (name) => `${name} (VM)`,
  pair: (name) => `${name} (pair of VMs)`,
  microservice: (name) => name,
  'stateful-service': (name) => name,
  'daemon-service': (name) => `${name} (each node)`,
  job: (name) => `${name} (job)`,
  'cron-job': (name) => `${name} (scheduled job)`,
  gateway: (name) => `${name} (gateway)`,
  pods: (name) => `${name} (foreign pods)`,
  subnet: (name) => `every address of subnet ${name}`,
  resolver: undefined,
  'kvm-hosts': undefined,
  nodes: undefined,
  'cluster-dns': undefined,
  'mesh-control-plane': undefined,
  external: (name) => `${name} (external)`,
  host: (name) => `${name} (external, by name)`,
  anyone: () => 'anyone',
};

export const endText = (end: EndName): string => END_WORDS[endKind(end)]?.(end.name) ?? endInWords(end);

const whole = <E extends EndName>(end: E): E => ({ ...end });

/** Of each kind of end, what tells it from others. */
const NAMES: { readonly [E in EndName as E['is']]: (end: E) => EndName } = {
  pods: ({ is, of, name }) => ({ is, of, name }),
  outside: ({ is, of, name }) => ({ is, of, name }),
  machine: whole,
  pair: whole,
  nodes: whole,
  subnet: whole,
  resolver: whole,
  'kvm-hosts': whole,
};

/** Of an end, what tells it from others. */
export const nameOfEnd = (end: EndName): EndName => (NAMES[end.is] as (end: EndName) => EndName)(end);

const COLLATOR = new Intl.Collator('en', { numeric: true });

/** The order of names that people expect: `web-2` before `web-10`. */
export const compareNames = (a: string, b: string): number => COLLATOR.compare(a, b);

/** Why there is a flow that nobody declared. */
export const ORIGIN_WORDS: Readonly<Record<FlowOrigin, string>> = {
  declared: 'declared',
  'load-balancer-backend': 'load balancer',
  vrrp: 'pair',
  replication: 'replication',
  monitoring: 'monitoring',
  'gateway-route': 'gateway route',
  admin: 'administration',
  dns: 'names',
  dhcp: 'address',
  ntp: 'time',
  packages: 'packages',
  registry: 'container images',
  backup: 'backup',
  'node-to-node': 'cluster nodes',
  'mesh-control-plane': 'mesh',
  'api-server': 'Kubernetes API',
  'network-files': 'network file systems',
  'kubelet-probe': 'health checks',
};

/** Order in which reports show flows: what people decided first, upkeep last. */
export const ORIGINS = Object.keys(ORIGIN_WORDS) as readonly FlowOrigin[];

export const POINT_WORDS: Readonly<Record<EnforcementPoint, string>> = {
  'mesh-egress': 'mesh of the sender',
  'pod-egress': 'pod egress',
  'hypervisor-egress': 'hypervisor of the sender',
  'hypervisor-ingress': 'hypervisor of the receiver',
  'pod-ingress': 'pod ingress',
  mesh: 'mesh',
  guest: 'guest firewall',
  application: 'application',
};

export const onePortText = (port: ResolvedPort): string => (PROTOCOLS[port.protocol].everything ? 'every packet' : portText(port));

/** A port where it is listened on, with its name where that says more: `tcp/8080 (http)`. */
export function listeningText(port: ResolvedPort): string {
  const text = onePortText(port);
  return port.name === '' || port.name === text.replace('/', '-') ? text : `${text} (${port.name})`;
}

/** Ports as the sender dials them, with the port behind where a Service translates: `tcp/80 (8000 behind it)`. */
export function portsText({ ports, dialledPorts }: Pick<ResolvedFlow, 'ports' | 'dialledPorts'>): string {
  return dialledPorts
    .map((dialled, index) => {
      const behind = ports[index];
      return behind && behind.from !== dialled.from ? `${onePortText(dialled)} (${behind.from} behind it)` : onePortText(dialled);
    })
    .join(', ');
}

/** `plaintext`, `plaintext at tcp/25` where other ports are not; undefined where none is. */
export function plaintextText({ ports, plaintextPorts }: Pick<ResolvedFlow, 'ports' | 'plaintextPorts'>): string | undefined {
  const open = plaintextPorts.map(onePortText);
  if (open.length === 0) return undefined;
  return ports.every((port) => open.includes(onePortText(port))) ? 'plaintext' : `plaintext at ${open.join(', ')}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
