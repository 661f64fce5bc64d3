import type {
  ResolvedCluster,
  ResolvedFlow,
  ResolvedGateway,
  ResolvedHttpRoute,
  ResolvedMicroservice,
  ResolvedPods,
  ResolvedPort,
  ResolvedSystem,
} from '../../src/model/resolved';
import { aFlow, block, end, withEnds } from '../flow-fixture';
import { namespaceOf } from '../namespace-fixture';
import { type MicroserviceFacts, microserviceOf } from '../workload-fixture';

export { block, end };

/** A resolved system like the reference one, for tests of the renderer alone. */

export const tcp = (from: number, name = `tcp-${from}`, to = from): ResolvedPort => ({ protocol: 'tcp', from, to, name });
export const udp = (from: number, name = `udp-${from}`, to = from): ResolvedPort => ({ protocol: 'udp', from, to, name });

const DNS = [tcp(53, 'dns-tcp'), udp(53, 'dns')];
const ISTIOD = [tcp(15012, 'https-dns')];
export const NODES = [block('10.10.30.10/32'), block('10.10.30.11/32'), block('10.10.30.12/32')];

export const flow = aFlow;

/** A flow from pods to a machine. */
export const podToMachine = (service: string, machine: string, address: string, ports: readonly ResolvedPort[]): ResolvedFlow =>
  flow(end('microservice', service), end('machine', machine), ports, {
    source: NODES,
    coarse: 'nodes stand for their pods',
    destination: [address],
  });

/** A flow from a machine to pods. */
export const machineToPod = (machine: string, address: string, service: string, ports: readonly ResolvedPort[]): ResolvedFlow =>
  flow(end('machine', machine), end('microservice', service), ports, {
    source: [address],
    destination: ['10.10.30.193'],
    plaintextPorts: ports,
  });

const PROBE = { type: 'http', path: '/health', port: 8080 } as const;

export const microservice = (name: string, more: MicroserviceFacts = {}): ResolvedMicroservice =>
  microserviceOf(
    name,
    {
      image: `registry.shop.internal/${name}:1.4.2`,
      ports: [tcp(8080, 'http')],
      resources: { cpuRequestMillis: 250, cpuLimitMillis: 1000, memoryRequestMiB: 256, memoryLimitMiB: 256, ephemeralStorageMiB: 256 },
      probes: { startup: PROBE, readiness: PROBE, liveness: { type: 'tcp', port: 8080 } },
      inMesh: true,
    },
    more,
  );

export function cluster(more: Partial<ResolvedCluster> = {}): ResolvedCluster {
  return {
    kind: 'own',
    name: 'k8s',
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    podEgress: 'masquerade',
    namespace: 'shop',
    namespaces: [namespaceOf('shop')],
    nodes: ['k8s-node-1', 'k8s-node-2', 'k8s-node-3'],
    controlPlanes: ['k8s-node-1'],
    nodeAddresses: ['10.10.30.10', '10.10.30.11', '10.10.30.12'],
    dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ports: DNS },
    mesh: {
      name: 'mesh',
      provider: 'istio',
      mode: 'sidecar-with-cni',
      mtls: 'strict',
      trustDomain: 'cluster.local',
      clusterDomain: 'cluster.local',
      namespace: 'istio-system',
      controlPlane: { namespace: 'istio-system', labels: { app: 'istiod' }, ports: ISTIOD },
    },
    pool: { name: 'shop-services', cidr: '10.10.30.192/26', namespace: 'metallb-system' },
    nodeFilters: 'each-address',
    machineServices: [
      { machine: 'database-vm', address: '10.10.10.10', ports: [tcp(5432, 'postgresql')] },
      { machine: 'legacy-app-vm', address: '10.10.20.10', ports: [tcp(8080, 'http')] },
    ],
    ...more,
  };
}

/** A route of the gateway `api`, for the path that it is called after. */
export function route(id: string, service: string, more: Partial<ResolvedHttpRoute> = {}): ResolvedHttpRoute {
  return {
    kind: 'http',
    id,
    name: `api-${id}`,
    hostnames: [],
    listeners: ['http'],
    matches: [{ path: { type: 'prefix', value: `/${id}` }, headers: [], queryParams: [] }],
    backends: [{ service, namespace: 'shop', port: 8080, weight: 100, machine: false }],
    ...more,
  };
}

export const KONG: ResolvedGateway = {
  name: 'api',
  cluster: 'k8s',
  namespace: 'shop',
  provider: 'kong',
  gatewayClass: 'kong',
  proxy: {
    namespace: 'kong',
    labels: { 'app.kubernetes.io/instance': 'kong', 'app.kubernetes.io/name': 'gateway' },
    serviceAccount: 'kong-gateway',
  },
  inMesh: false,
  proxyProtocol: false,
  listeners: [{ name: 'http', protocol: 'http', port: tcp(80, 'http'), proxyPort: 8000 }],
  certificates: [],
  routes: [route('orders', 'order-service'), route('payments', 'payment-service'), route('users', 'user-service')],
  virtualAddress: { address: '10.10.30.192', fqdn: 'api.shop.internal' },
};

export const PROMETHEUS: ResolvedPods = {
  name: 'prometheus',
  cluster: 'k8s',
  selector: { namespace: 'monitoring', labels: { app: 'prometheus' } },
  listens: [],
  inMesh: false,
};

/** The flows that every microservice has without being declared. */
export function impliedFlows({ name, pods: { inMesh } }: ResolvedMicroservice): ResolvedFlow[] {
  const service = end('microservice', name);
  return [
    flow(service, end('cluster-dns', 'k8s'), DNS, { origin: 'dns', because: ['names'] }),
    flow(end('nodes', 'k8s'), service, [tcp(8080, 'http')], { origin: 'kubelet-probe' }),
    ...(inMesh ? [flow(service, end('mesh-control-plane', 'k8s'), ISTIOD, { origin: 'mesh-control-plane', because: ['mesh'] })] : []),
  ];
}

export function system(more: Partial<Omit<ResolvedSystem, 'podGroups'>> = {}): ResolvedSystem {
  const microservices = [
    microservice('order-service', { virtualAddress: { address: '10.10.30.193', fqdn: 'order-service.shop.internal' } }),
    microservice('payment-service', {
      scratch: ['/tmp'],
      env: [
        { name: 'KEY', from: 'secret', key: { name: 'psp', key: 'key', optional: false } },
        { name: 'LOG_LEVEL', from: 'value', value: 'info' },
      ],
    }),
    microservice('user-service', { replicas: { min: 3, max: 9, metrics: [{ kind: 'cpu', percent: 60 }] } }),
  ];
  const http = [tcp(8080, 'http')];
  const order = end('microservice', 'order-service');
  return withEnds({
    name: 'shop',
    domain: 'shop.internal',
    sharedDomain: false,
    digest: '0123456789abcdef',
    hosts: [],
    subnets: [],
    machines: [],
    retired: [],
    retiredClaims: [],
    migrations: [],
    traffic: [],
    clusters: [cluster()],
    workloads: microservices,
    gateways: [KONG],
    pods: [PROMETHEUS],
    secrets: [],
    pairs: [],
    externals: [],
    flows: [
      ...microservices.flatMap((service) => [
        ...impliedFlows(service),
        podToMachine(service.name, 'database-vm', '10.10.10.10', [tcp(5432, 'postgresql')]),
        flow(end('gateway', 'api'), end('microservice', service.name), http, { origin: 'gateway-route', plaintextPorts: http }),
        flow(end('pods', 'prometheus'), end('microservice', service.name), http, { plaintextPorts: http, because: ['metrics'] }),
      ]),
      flow(order, end('microservice', 'payment-service'), http, { because: ['checkout'] }),
      podToMachine('order-service', 'legacy-app-vm', '10.10.20.10', http),
      machineToPod('legacy-app-vm', '10.10.20.10', 'order-service', http),
      flow(end('machine', 'lb'), end('gateway', 'api'), [tcp(8000, 'http')], {
        origin: 'load-balancer-backend',
        dialledPorts: [tcp(80, 'http')],
        source: ['10.10.40.10'],
        destination: ['10.10.30.192'],
      }),
    ],
    prerequisites: [],
    proofs: [],
    ...more,
  });
}
