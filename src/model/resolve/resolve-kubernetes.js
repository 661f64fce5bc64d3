'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.resolvePods = exports.namespaceOf = void 0;
exports.resolveClusters = resolveClusters;
exports.resolveMicroservices = resolveMicroservices;
exports.resolveGateways = resolveGateways;
const values_1 = require('../values');
const microservice_1 = require('../workload/microservice');
const draft_implied_1 = require('./draft-implied');
const DEFAULT_CPU = values_1.Cpu.millis(250);
const DEFAULT_MEMORY = values_1.Size.mebibytes(256);
const DEFAULT_STORAGE = values_1.Size.mebibytes(256);
/** A cluster's namespace for workloads that name none. */
const namespaceOf = (cluster, system) => cluster.facts.namespace ?? system;
exports.namespaceOf = namespaceOf;
function resolveClusters(inventory, space, flows, addresses) {
  const machineServices = machinesByCluster(inventory, flows, addresses);
  return inventory.clusters.map((cluster) => {
    const { facts, node } = cluster;
    const area = space.clusters.get(cluster);
    const namespace = (0, exports.namespaceOf)(cluster, inventory.name);
    const own = inventory.microservices.filter((service) => service.cluster === cluster);
    const mesh = inventory.meshes.find((candidate) => candidate.cluster === cluster);
    const nodesSubnet = 'nodes' in facts ? facts.nodes.subnet.node.id : '';
    return {
      name: node.id,
      version: facts.version,
      podCidr: facts.podCidr,
      serviceCidr: facts.serviceCidr,
      podEgress: facts.podEgress ?? 'masquerade',
      namespace,
      namespaces: [...new Set([namespace, ...own.flatMap((service) => service.props.namespace ?? [])])].sort(values_1.compareText),
      nodes: cluster.nodes.map((machine) => machine.name).sort(values_1.compareText),
      nodeAddresses: 'nodes' in facts ? cluster.nodes.flatMap((machine) => addresses.machine(machine.name) ?? []) : facts.nodeAddresses,
      dns: {
        namespace: 'kube-system',
        labels: { 'k8s-app': 'kube-dns' },
        ports: [values_1.Port.tcp(53, 'dns-tcp').resolved, values_1.Port.udp(53, 'dns').resolved],
      },
      ...(mesh ? { mesh: resolveMesh(mesh) } : {}),
      ...(area?.services
        ? {
            pool: {
              name: `${inventory.name}-${node.id}`,
              cidr: `${area.services}`,
              namespace: facts.metallbNamespace ?? 'metallb-system',
              nodesSubnet,
            },
          }
        : {}),
      machineServices: machineServices.get(node.id) ?? [],
    };
  });
}
function resolveMesh({ node, props }) {
  const namespace = props.namespace ?? 'istio-system';
  return {
    name: node.id,
    provider: props.provider,
    mode: props.mode,
    mtls: props.mtls ?? 'strict',
    trustDomain: props.trustDomain ?? 'cluster.local',
    controlPlane: { namespace, labels: props.controlPlaneLabels ?? { app: 'istiod' }, ports: draft_implied_1.MESH_PORTS },
    namespace,
  };
}
/** Machines that pods may reach, with all ports that any of them may use. A Service cannot have ranges: those go without a name. */
function machinesByCluster(inventory, flows, addresses) {
  const clusterOf = new Map();
  for (const workload of [...inventory.microservices, ...inventory.gateways, ...inventory.pods])
    clusterOf.set(workload.name, workload.cluster.node.id);
  const ports = new Map();
  for (const { from, to, dialledPorts } of flows) {
    if (to.kind !== 'machine' || (from.kind !== 'microservice' && from.kind !== 'gateway' && from.kind !== 'pods')) continue;
    const cluster = clusterOf.get(from.name) ?? '';
    const machines = ports.get(cluster) ?? new Map();
    ports.set(cluster, machines);
    const own = machines.get(to.name) ?? new Map();
    machines.set(to.name, own);
    for (const port of dialledPorts) if (port.from === port.to && port.protocol !== 'icmp') own.set((0, values_1.portText)(port), port);
  }
  return new Map(
    [...ports].map(([cluster, machines]) => [
      cluster,
      [...machines]
        .sort(([a], [b]) => (0, values_1.compareText)(a, b))
        .map(([machine, own]) => ({
          machine,
          address: addresses.machine(machine) ?? '',
          ports: [...own.values()].sort(values_1.comparePorts),
        })),
    ]),
  );
}
const virtualAddress = (name, inventory, addresses) => {
  const address = addresses.service(name);
  return address === undefined ? {} : { virtualAddress: { address, fqdn: `${name}.${inventory.domain}` } };
};
function resolveMicroservices(inventory, addresses) {
  return inventory.microservices.map((service) => resolveMicroservice(service, inventory, addresses));
}
function resolveMicroservice(service, inventory, addresses) {
  const { props, cluster, name } = service;
  const port = props.port.resolved.from;
  const health = props.health ?? microservice_1.Health.tcp();
  const memory = (props.resources?.memory ?? DEFAULT_MEMORY).toMebibytes;
  const replicas = props.replicas ?? 2;
  return {
    name,
    cluster: cluster.node.id,
    namespace: props.namespace ?? (0, exports.namespaceOf)(cluster, inventory.name),
    serviceAccount: name,
    image: props.image,
    replicas: props.scaling
      ? { min: props.scaling.min, max: props.scaling.max, targetCpuPercent: props.scaling.targetCpuPercent ?? 70 }
      : { min: replicas, max: replicas },
    ports: service.listens.map((item) => item.resolved).sort(values_1.comparePorts),
    env: Object.fromEntries(Object.entries(props.env ?? {}).sort(([a], [b]) => (0, values_1.compareText)(a, b))),
    secretEnv: Object.entries(props.secrets ?? {})
      .map(([key, value]) => ({ name: key, secret: value.secret, key: value.key }))
      .sort((a, b) => (0, values_1.compareText)(a.name, b.name)),
    scratch: [...(props.scratch ?? [])].sort(values_1.compareText),
    resources: {
      cpuRequestMillis: (props.resources?.cpu ?? DEFAULT_CPU).toMillis,
      memoryRequestMiB: memory,
      memoryLimitMiB: memory,
      ephemeralStorageMiB: (props.resources?.ephemeralStorage ?? DEFAULT_STORAGE).toMebibytes,
    },
    probes: { startup: { ...health.readiness, port }, readiness: { ...health.readiness, port }, liveness: { ...health.liveness, port } },
    runAs: props.runAs ?? 10001,
    inMesh: props.mesh !== undefined,
    waivers: [...(props.hardening?.waivers ?? [])].sort((a, b) => (0, values_1.compareText)(a.rule, b.rule)),
    ...virtualAddress(name, inventory, addresses),
  };
}
function resolveGateways(inventory, addresses) {
  return inventory.gateways.map((gateway) => resolveGateway(gateway, inventory, addresses));
}
function resolveGateway(gateway, inventory, addresses) {
  const { name, cluster, props } = gateway;
  const { proxy = {} } = props;
  const http = { port: values_1.Port.tcp(80, 'http').resolved, proxyPort: proxy.httpPort ?? 8000 };
  const https = { port: values_1.Port.tcp(443, 'https').resolved, proxyPort: proxy.httpsPort ?? 8443 };
  return {
    name,
    cluster: cluster.node.id,
    namespace: (0, exports.namespaceOf)(cluster, inventory.name),
    provider: props.provider,
    gatewayClass: proxy.gatewayClass ?? 'kong',
    proxy: {
      namespace: proxy.namespace ?? 'kong',
      labels: proxy.labels ?? { 'app.kubernetes.io/instance': 'kong', 'app.kubernetes.io/name': 'gateway' },
      serviceAccount: proxy.serviceAccount ?? 'kong-gateway',
    },
    inMesh: props.mesh !== undefined,
    listeners: props.tlsSecret === undefined ? [http] : [http, { ...https, tlsSecret: props.tlsSecret }],
    hosts: [...(props.hosts ?? [])].sort(values_1.compareText),
    routes: Object.entries(props.routes)
      .map(([path, service]) => ({
        path,
        service: service.name,
        namespace: service.props.namespace ?? (0, exports.namespaceOf)(service.cluster, inventory.name),
        port: service.props.port.resolved.from,
      }))
      .sort((a, b) => (0, values_1.compareText)(a.path, b.path)),
    ...virtualAddress(name, inventory, addresses),
  };
}
const resolvePods = (pods) => ({
  name: pods.name,
  cluster: pods.cluster.node.id,
  selector: { namespace: pods.props.namespace, labels: pods.props.labels },
  listens: pods.listens.map((port) => port.resolved).sort(values_1.comparePorts),
  ...(pods.props.serviceAccount === undefined ? {} : { serviceAccount: pods.props.serviceAccount }),
  inMesh: pods.props.mesh !== undefined,
});
exports.resolvePods = resolvePods;
