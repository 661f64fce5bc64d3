import type { Chart } from 'cdk8s';
import type { ResolvedMicroservice, ResolvedPort, ResolvedSystem, ResolvedVirtualAddress } from '../../model/resolved';
import { externalServiceName } from '../../model/resolved/object-names';
import { selectorLabels } from '../../model/resolved/selector';
import { Service, type ServicePort, type ServiceSpec } from '../imports/kubernetes';
import { LOAD_BALANCER_IPS } from '../imports/metallb';
import { singlePorts, transportPorts } from '../ports';
import type { SystemIndex } from '../system-index';

/** How pods reach a microservice: `<name>.<namespace>.svc`. */
export function addService(
  chart: Chart,
  system: ResolvedSystem,
  service: ResolvedMicroservice,
  annotations?: Readonly<Record<string, string>>,
): Service {
  return new Service(chart, 'service', {
    metadata: { name: service.name, annotations },
    spec: {
      selector: selectorLabels(system, service.name),
      ports: servicePorts(service.ports),
    },
  });
}

/** How machines outside of the cluster reach a microservice: only the ports that a flow from outside may use. */
export function addExternalService(
  chart: Chart,
  index: SystemIndex,
  service: ResolvedMicroservice,
  { address }: ResolvedVirtualAddress,
): Service {
  const { name, ports } = service;
  const allowed = index.flows
    .into({ is: 'pods', of: 'microservice', name })
    .filter(({ way }) => way.by === 'network')
    .flatMap((flow) => flow.ports);
  const open = ports.flatMap((port) => overlaps(port, allowed));
  return new Service(chart, 'external-service', {
    metadata: { name: externalServiceName(name), annotations: { [LOAD_BALANCER_IPS]: address } },
    spec: loadBalancer(selectorLabels(index.system, name), servicePorts(open)),
  });
}

/**
 * A LoadBalancer Service that keeps the sender's address, which NetworkPolicies and the mesh tell senders by. Without a
 * `loadBalancerClass`: it could never be changed, and MetalLB answers to Services without one unless it was started with `--lb-class`.
 */
export const loadBalancer = (selector: Readonly<Record<string, string>>, ports: ServicePort[]): ServiceSpec => ({
  type: 'LoadBalancer',
  externalTrafficPolicy: 'Local',
  allocateLoadBalancerNodePorts: false,
  ipFamilyPolicy: 'SingleStack',
  ipFamilies: ['IPv4'],
  selector: { ...selector },
  ports,
});

const servicePorts = (ports: readonly ResolvedPort[]): ServicePort[] =>
  singlePorts(transportPorts(ports).ports).map(({ name, protocol, port, serverFirst }) => ({
    name,
    protocol,
    port,
    targetPort: port,
    // A proxy that has to find out the protocol waits for the client, and the client for the server.
    ...(serverFirst && { appProtocol: 'tcp' }),
  }));

/** The parts of a port range that flows allow, without repetitions. */
function overlaps(port: ResolvedPort, allowed: readonly ResolvedPort[]): ResolvedPort[] {
  const parts = allowed
    .filter((other) => other.protocol === port.protocol && other.from <= port.to && other.to >= port.from)
    .map((other) => ({ ...port, from: Math.max(port.from, other.from), to: Math.min(port.to, other.to) }))
    .sort((a, b) => a.from - b.from);
  const merged: ResolvedPort[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (last && part.from <= last.to) merged[merged.length - 1] = { ...last, to: Math.max(last.to, part.to) };
    else merged.push(part);
  }
  return merged;
}
