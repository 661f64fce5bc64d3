import type { Chart } from 'cdk8s';
import {
  passesCards,
  type ResolvedPort,
  type ResolvedServingFacts,
  type ResolvedSystem,
  type ResolvedVirtualAddress,
  type ResolvedWorkload,
} from '../../model/resolved';
import { externalServiceName, headlessServiceName } from '../../model/resolved/object-names';
import { selectorLabels } from '../../model/resolved/selector';
import { routedAnnotations } from '../gateway';
import { Service, type ServicePort, type ServiceSpec } from '../imports/kubernetes';
import { LOAD_BALANCER_IPS } from '../imports/metallb';
import { loadBalancer } from '../load-balancer';
import { filled } from '../names';
import { singlePorts, transportPorts } from '../ports';
import type { SystemIndex } from '../system-index';
import type { WorkloadPlace } from './workload';

/** The native Services of a workload that serves. */
export interface ServiceObjects {
  /** Unset for workers: they have no port. */
  readonly service?: Service;
  /** Set when something outside of the cluster may reach it. */
  readonly externalService?: Service;
}

/** What Services are made of: a workload with ports. */
type Served = Pick<
  ResolvedServingFacts & ResolvedWorkload,
  'kind' | 'name' | 'ports' | 'virtualAddress' | 'affinitySeconds' | 'serviceAnnotations'
>;

/** The ways to a workload, by its name and from outside; none to a worker. */
export function addServices({ chart, index, cluster }: WorkloadPlace, workload: Served): ServiceObjects {
  const { name, ports, virtualAddress } = workload;
  if (ports.length === 0) return {};
  return {
    service: addService(chart, index.system, workload, routedAnnotations(index, cluster, name)),
    externalService: virtualAddress && addExternalService(chart, index, workload, virtualAddress),
  };
}

/** How pods reach a workload: `<name>.<namespace>.svc`. */
function addService(chart: Chart, system: ResolvedSystem, workload: Served, routed: Readonly<Record<string, string>>): Service {
  const { name, ports, serviceAnnotations } = workload;
  return new Service(chart, 'service', {
    metadata: { name, annotations: filled({ ...serviceAnnotations, ...routed }) },
    spec: {
      selector: selectorLabels(system, name),
      ports: servicePorts(ports),
      ...affinity(workload),
    },
  });
}

/** By the client's address, which the Services keep. */
const affinity = ({ affinitySeconds }: Served): Pick<ServiceSpec, 'sessionAffinity' | 'sessionAffinityConfig'> =>
  affinitySeconds === undefined
    ? {}
    : { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: affinitySeconds } } };

/** How pods with stable names are found one by one, also before they are ready: they may wait for each other. */
export function addHeadlessService(chart: Chart, system: ResolvedSystem, { name, ports }: Served): Service {
  return new Service(chart, 'headless-service', {
    metadata: { name: headlessServiceName(name) },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: selectorLabels(system, name),
      ports: filled(servicePorts(ports)),
    },
  });
}

/** How machines outside of the cluster reach a workload: only the ports that a flow from outside may use. */
function addExternalService(chart: Chart, index: SystemIndex, workload: Served, { address }: ResolvedVirtualAddress): Service {
  const { kind, name, ports } = workload;
  const allowed = index.flows
    .into({ is: 'pods', of: kind, name })
    .filter(({ way }) => passesCards(way.by))
    .flatMap((flow) => flow.ports);
  const open = ports.flatMap((port) => overlaps(port, allowed));
  return new Service(chart, 'external-service', {
    metadata: { name: externalServiceName(name), annotations: { [LOAD_BALANCER_IPS]: address } },
    spec: { ...loadBalancer(selectorLabels(index.system, name), servicePorts(open)), ...affinity(workload) },
  });
}

const servicePorts = (ports: readonly ResolvedPort[]): ServicePort[] =>
  singlePorts(transportPorts(ports).ports).map(({ name, protocol, port, servicePort = port, appProtocol }) => ({
    name,
    protocol,
    port: servicePort,
    targetPort: port,
    // A proxy that has to find out the protocol waits for the client, and perhaps the client for the server.
    ...(appProtocol !== undefined && { appProtocol }),
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
