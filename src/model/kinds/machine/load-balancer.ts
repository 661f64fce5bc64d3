import { ApiGateway } from '../../edge/api-gateway';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { destinationOf, type LoadBalancerRole, type ResolvedFlow } from '../../resolved';
import { object, oneOrMore, propsOf, reference } from '../../shape';
import { comparePorts, type Port, PROTOCOLS, portText } from '../../values';
import type { Backend, LoadBalancer, LoadBalancerProps } from '../../workload/load-balancer';
import { Machine } from '../../workload/machine';
import { ServingWorkload } from '../../workload/serving';
import { checkSetUp, emptyList, firewallOfItsOs, itself, itsOwnPorts, no, nothing, sizeOfItsOs } from './answers';
import type { KindOfMachine } from './kind';
import { MACHINE } from './shapes';

const TITLE = 'The load balancer';
const BACKEND = reference('an ApiGateway, a workload that can have a port, or a machine', ApiGateway, ServingWorkload, Machine);

/** HAProxy, which passes TCP connections on. */
export const LOAD_BALANCER: KindOfMachine<LoadBalancer, LoadBalancerRole> = {
  title: TITLE,
  shape: object({ props: propsOf<LoadBalancerProps>({ ...MACHINE, backends: oneOrMore(BACKEND) }) }),
  declaredAt: itself,
  check: (machine, report) => {
    checkSetUp(TITLE, machine.node.path, machine, report);
    checkBackends(machine, report);
  },
  installs: 'HAProxy',
  updatesItself: true,
  heldBack: emptyList,
  freeDisks: emptyList,
  nodeOf: nothing,
  refusesCards: undefined,
  rootDisk: sizeOfItsOs,
  rootHoldsData: no,
  locked: () => ({}),
  servesEverybody: true,
  opensTo: 'system',
  admits: itsOwnPorts,
  firewallBy: firewallOfItsOs,
  adminPorts: emptyList,
  fetches: emptyList,
  backends: ({ backends }) => backends,
  isDatabase: false,
  listsClients: false,
  role: (machine, { backends }) => ({
    kind: 'load-balancer',
    memoryMiB: machine.props.memory.toMebibytes,
    frontends: frontends(backends, told(machine)),
  }),
  prerequisites: emptyList,
};

function checkBackends({ node, backends }: LoadBalancer, report: Report): void {
  const [first] = backends as readonly [Backend, ...Backend[]];
  const listOf = (ports: readonly Port[]): string => ports.map(String).sort().join(', ') || 'none';
  if (first.listens.length === 0) report(problems.flowWithoutPort(node.path, `${node.path} -> ${first.node.path}`, first.node.path));
  for (const { resolved } of first.listens) {
    const { connects } = PROTOCOLS[resolved.protocol];
    const what = connects ? 'A range of ports' : resolved.protocol.toUpperCase();
    if (!connects || resolved.from !== resolved.to)
      report(
        problems.unsupportedProtocol(
          node.path,
          `${node.path} -> ${first.node.path}`,
          what,
          'by the load balancer, which passes on single TCP ports',
        ),
      );
  }
  for (const backend of backends.slice(1)) {
    if (listOf(backend.listens) !== listOf(first.listens)) {
      report(
        problems.backendsDiffer(
          node.path,
          `${first.node.path} on ${listOf(first.listens)}`,
          `${backend.node.path} on ${listOf(backend.listens)}`,
        ),
      );
    }
  }
}

/** Names of the backends that are told the client's address before each connection. */
const told = ({ backends }: LoadBalancer): ReadonlySet<string> =>
  new Set(backends.filter((backend) => TOLD[backend.kind]?.(backend as ApiGateway)).map(({ name }) => name));
const TOLD: { readonly [K in Backend['kind']]?: (backend: ApiGateway) => boolean | undefined } = {
  gateway: ({ props }) => props.proxyProtocol,
};

/** One frontend for each port, with all backends behind it. */
function frontends(flows: readonly ResolvedFlow[], proxied: ReadonlySet<string>): LoadBalancerRole['frontends'] {
  const ports = new Map(flows.flatMap((flow) => flow.dialledPorts).map((port) => [portText(port), port]));
  return [...ports.values()].sort(comparePorts).map((port) => ({
    port,
    backends: flows.flatMap((flow) =>
      destinationOf(flow).map(({ cidr }) => ({
        name: flow.to.name,
        address: cidr.replace('/32', ''),
        port: port.from,
        proxyProtocol: proxied.has(flow.to.name),
      })),
    ),
  }));
}
