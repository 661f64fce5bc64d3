import type { Chart } from 'cdk8s';
import { Address4 } from 'ip-address';
import { DefectError } from '../model/problem';
import type { ResolvedCluster } from '../model/resolved';
import { MANAGER } from '../model/resolved/selector';
import { EndpointSlice, Service } from './imports/kubernetes';
import { IpAddressPool, L2Advertisement } from './imports/metallb';
import { Annotation, filled } from './names';
import { type NamedPort, singlePorts, transportPorts } from './ports';

type MachineService = ResolvedCluster['machineServices'][number];

/** `appProtocol` by ports at which proxies read requests. */
export type Spoken = ReadonlyMap<number, string>;
/** All standbys of a database as if they were one machine. */
export interface NamedMachines {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly ports: MachineService['ports'];
}

export const namedMachine = ({ machine, address, ports }: MachineService): NamedMachines => ({
  name: machine,
  addresses: [address],
  ports,
});

/**
 * The name of a virtual machine for pods: `<name>.<namespace>.svc`. A Service without selector and cluster address, so that the name
 * stands for the machine's own address and NetworkPolicies see where a pod really goes; the EndpointSlice is ours, no controller's.
 * @param annotations what gateways that lead to it read
 * @param spoken where proxies are to read requests
 * @throws DefectError when the address is one of the cluster's Services (the server would take it)
 */
export function addMachineService(
  chart: Chart,
  cluster: ResolvedCluster,
  { name: machine, addresses, ports }: NamedMachines,
  annotations: Readonly<Record<string, string>>,
  spoken: Spoken,
): Service {
  for (const address of addresses)
    if (new Address4(address).isInSubnet(new Address4(cluster.serviceCidr))) {
      throw new DefectError(
        `${machine} has the address ${address}, which lies in the service CIDR ${cluster.serviceCidr} of the cluster ${cluster.name}.`,
      );
    }
  const { single, unsaid } = namedPorts(ports);
  return new Service(chart, `${machine}-service`, {
    metadata: {
      name: machine,
      namespace: cluster.namespace,
      annotations: filled({ ...annotations, ...(unsaid.length > 0 && { [Annotation.NOT_REPRESENTABLE]: unsaid.join('; ') }) }),
    },
    spec: {
      clusterIP: 'None',
      ipFamilyPolicy: 'SingleStack',
      ipFamilies: ['IPv4'],
      // TCP is TCP to the mesh, too: it must not wait for the client of a protocol in which the server speaks first.
      ports: single.map(({ name, protocol, port }) => ({ name, protocol, port, ...appProtocol(protocol, spoken.get(port)) })),
    },
  });
}

/** Where the names of a machine lead, when {@link addMachineService} has made them. */
export function addMachineEndpoints(
  chart: Chart,
  cluster: ResolvedCluster,
  { name: machine, addresses, ports }: NamedMachines,
  spoken: Spoken,
): void {
  const { single } = namedPorts(ports);
  const named = single.map(({ name, protocol, port }) => ({ name, protocol, port, ...appProtocol(protocol, spoken.get(port)) }));
  addEndpoints(chart, { name: machine, namespace: cluster.namespace, addresses, ports: named });
}

/** Where a Service without a selector leads. */
interface Endpoints {
  /** Of the Service. */
  readonly name: string;
  readonly namespace: string;
  readonly addresses: readonly string[];
  /** They and those of the Service belong together by their names. */
  readonly ports: readonly Pick<NamedPort, 'name' | 'protocol' | 'port' | 'appProtocol'>[];
}

export function addEndpoints(chart: Chart, { name, namespace, addresses, ports }: Endpoints): void {
  new EndpointSlice(chart, `${name}-endpoints`, {
    metadata: {
      name,
      namespace,
      labels: { 'kubernetes.io/service-name': name, 'endpointslice.kubernetes.io/managed-by': MANAGER },
    },
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: [...ports],
  });
}

const appProtocol = (protocol: NamedPort['protocol'], spoken = 'tcp'): { readonly appProtocol?: string } =>
  protocol === 'TCP' ? { appProtocol: spoken } : {};

/** Ranges are reached through the name as well; listing thousands of ports would only burden DNS and the mesh. */
function namedPorts(ports: MachineService['ports']): { readonly single: NamedPort[]; readonly unsaid: string[] } {
  const { ports: said, notRepresentable } = transportPorts(ports);
  const ranges = said.filter(({ from, to }) => from !== to);
  return {
    single: singlePorts(said.filter(({ from, to }) => from === to)),
    unsaid: [...notRepresentable, ...ranges.map(({ protocol, from, to }) => `${protocol} ${from}-${to}: a Service lists single ports`)],
  };
}

/** The addresses of LoadBalancer Services and how they are announced; given out by the system's address plan only. */
export function addAddressPool(chart: Chart, cluster: ResolvedCluster, users: readonly string[]): void {
  if (!cluster.pool) return;
  const { name, cidr, namespace } = cluster.pool;
  const metadata = { name, namespace };
  new IpAddressPool(chart, 'address-pool', {
    metadata,
    spec: { addresses: [cidr], autoAssign: false, serviceAllocation: { namespaces: users } },
  });
  new L2Advertisement(chart, 'advertisement', { metadata, spec: { ipAddressPools: [name] } });
}
