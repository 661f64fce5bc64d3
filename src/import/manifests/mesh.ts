import { compareText } from '../../model/values';
import { hasLabels, records, texts } from '../reader';
import { code, type Program } from '../source';
import type { Manifest } from './manifests';
import { at } from './neighbours';

/** The mesh that pods of the manifests are in, once it is a constant of the program. */
export interface ImportedMesh {
  readonly constant: string;
  /** Proxies stand beside pods, and read requests. */
  readonly beside: boolean;
  /** Whether the pods of a workload are in it. */
  readonly joins: (labels: Readonly<Record<string, string>>, namespace: string) => boolean;
}

/** By which pods and namespaces are taken into a mesh, or kept out (Istio: "Resource Labels"). */
const WAYS = [
  {
    label: 'sidecar.istio.io/inject',
    namespace: 'istio-injection',
    inside: 'true',
    everybody: 'enabled',
    mode: 'SIDECAR_WITH_CNI',
    beside: true,
  },
  {
    label: 'istio.io/dataplane-mode',
    namespace: 'istio.io/dataplane-mode',
    inside: 'ambient',
    everybody: 'ambient',
    mode: 'AMBIENT',
    beside: false,
  },
] as const;

/** @param templates labels of the pods of each workload, with their namespaces */
export function declareMesh(
  manifests: readonly Manifest[],
  templates: readonly { readonly labels: Readonly<Record<string, string>>; readonly namespace: string }[],
  cluster: string,
  program: Program,
): ImportedMesh | undefined {
  const namespaces = new Map(
    manifests.flatMap(({ kind, name, content }) =>
      kind === 'Namespace' ? [[name, texts(at(content, 'metadata', 'labels'))] as const] : [],
    ),
  );
  for (const { label, namespace: everywhere, inside, everybody, mode, beside } of WAYS) {
    const joins: ImportedMesh['joins'] = (labels, namespace) =>
      labels[label] === undefined ? namespaces.get(namespace)?.[everywhere] === everybody : labels[label] === inside;
    if (!templates.some(({ labels, namespace }) => joins(labels, namespace))) continue;
    const [Mesh, Provider, Mode] = ['ServiceMesh', 'MeshProvider', 'MeshMode'].map((name) => program.lib(name));
    const made = code(`new ${Mesh}(${cluster}, "mesh", { provider: ${Provider}.ISTIO, mode: ${Mode}.${mode} })`);
    return {
      constant: program.declare('mesh', made, ['State what your mesh has: its mode, its trust domain, whether it takes plaintext.']),
      beside,
      joins,
    };
  }
  return undefined;
}

/** What the library says of pods in a mesh by itself, as ends of `metadata`. */
export const SAID_OF_PODS: readonly (readonly string[])[] = [
  ...WAYS.map(({ label }) => ['labels', label]),
  ...['sidecar.istio.io/nativeSidecar', 'sidecar.istio.io/rewriteAppHTTPProbers', 'proxy.istio.io/config'].map((key) => [
    'annotations',
    key,
  ]),
];

/** Names outside that the proxies beside some pods are told of: by a Sidecar for these pods, and a ServiceEntry of a name. */
export interface ToldName {
  readonly host: string;
  readonly entry: Manifest;
  /** Labels of the pods, in the namespace of the Sidecar. */
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: string;
}

export function namesTold(manifests: readonly Manifest[]): readonly ToldName[] {
  const entries = manifests.filter(({ kind }) => kind === 'ServiceEntry');
  return manifests
    .filter(({ kind }) => kind === 'Sidecar')
    .sort((a, b) => compareText(a.name, b.name))
    .flatMap((sidecar) => {
      const labels = texts(at(sidecar.content, 'spec', 'workloadSelector', 'labels'));
      if (Object.keys(labels).length === 0) return [];
      const listed = records(at(sidecar.content, 'spec', 'egress')).flatMap(({ hosts }) => (Array.isArray(hosts) ? hosts.map(String) : []));
      return entries.flatMap((entry) => {
        const host = nameIn(entry);
        const isTold = host !== undefined && listed.some((each) => [`${entry.namespace}/${host}`, `./${host}`].includes(each));
        return isTold ? [{ host, entry, labels, namespace: sidecar.namespace }] : [];
      });
    });
}

/** The one name that proxies look up. */
function nameIn({ content }: Manifest): string | undefined {
  const hosts = at(content, 'spec', 'hosts');
  const [host, ...more] = Array.isArray(hosts) ? hosts : [];
  return at(content, 'spec', 'resolution') === 'DNS' && typeof host === 'string' && more.length === 0 && !host.includes('*')
    ? host
    : undefined;
}

export const isFor = (
  { labels, namespace }: ToldName,
  to: { readonly labels: Readonly<Record<string, string>>; readonly namespace: string },
): boolean => to.namespace === namespace && hasLabels(to.labels, labels);
