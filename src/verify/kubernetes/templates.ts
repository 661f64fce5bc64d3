import type { Fields } from '../fields';
import type { IntervalSet } from '../sets/intervals';
import { refuseBypasses } from './bypasses';
import { hostAccessOf } from './host';
import type { MeshSettings } from './mesh';
import { protocolNumber } from './network-policy';
import type { ContainerPort, Pods } from './pods';
import type { Labels } from './selector';

/** What pods are made from. */
export interface Template {
  /** Of the object that makes them. */
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly metadata: Fields | undefined;
  readonly spec: Fields;
  /** What the object that makes them says; of a single pod itself. */
  readonly keeper: Fields;
  /** Labels by which its controller knows its pods; unset where it does not go by labels that are written down. */
  readonly selector?: Labels;
  /** Service under which each pod has a name of its own. */
  readonly namedBy?: string;
  readonly place: string;
}

/** The pods that a template makes. */
export function readPods(
  { name, namespace, metadata, spec: pod, selector, namedBy }: Template,
  namespaces: ReadonlyMap<string, Labels>,
  mesh: MeshSettings | undefined,
  addresses: IntervalSet,
): Pods {
  const full = `${namespace}/${name}`;
  const containers = ['initContainers', 'containers'].flatMap((list) => pod.list(list, (container) => container) ?? []);
  const ports = containers.flatMap(containerPorts);
  const probes = containers.flatMap((container) => probePorts(container, ports));
  const labels = metadata?.map('labels') ?? {};
  const annotations = metadata?.map('annotations') ?? {};
  refuseBypasses(full, pod, annotations);
  const entry = mesh && meshEntry(labels, annotations, namespaces.get(namespace) ?? {});
  const serviceAccount = pod.optionalText('serviceAccountName') ?? 'default';
  const hasToken = !pod.isFalse('automountServiceAccountToken');
  const whose = {
    name: full,
    namespace,
    labels,
    serviceAccount,
    hasToken,
    hostAccess: hostAccessOf(pod),
    ...(selector && { identity: selector }),
    ...(namedBy && { namedBy }),
  };
  return { ...whose, ports, probes: [...new Set(probes)], addresses, ...(entry && { mesh: entry }) };
}

function containerPorts(container: Fields): readonly ContainerPort[] {
  const ports = container.list('ports', (port) => ({
    name: port.optionalText('name') ?? '',
    protocol: protocolNumber(port.optionalText('protocol')),
    port: port.required('containerPort', port.optionalInteger('containerPort')),
  }));
  return ports ?? [];
}

/** Ports of a container's probes, by number or by name. Probes that run a command have none. */
function probePorts(container: Fields, ports: readonly ContainerPort[]): readonly number[] {
  const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((kind) => container.object(kind, (probe) => probe) ?? []);
  const asked = probes.flatMap((probe) =>
    ['httpGet', 'tcpSocket', 'grpc'].flatMap((how) => probe.object(how, (fields) => fields.optionalPort('port')) ?? []),
  );
  return asked.flatMap((port) => (typeof port === 'number' ? port : (ports.find(({ name }) => name === port)?.port ?? [])));
}

/** Whether Istio puts pods into the mesh: by the pod's own label, else by its namespace's. */
function meshEntry(labels: Labels, annotations: Labels, namespace: Labels): Pods['mesh'] {
  const inject = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  const ambient = labels['istio.io/dataplane-mode'] ?? namespace['istio.io/dataplane-mode'];
  if (inject !== 'false' && (inject === 'true' || namespace['istio-injection'] === 'enabled' || namespace['istio.io/rev']))
    return 'sidecar';
  return ambient === 'ambient' ? 'ambient' : undefined;
}
