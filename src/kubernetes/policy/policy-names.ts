import { type EndKind, endKey, type PodsEnd } from '../../model/resolved';
import { objectName } from '../../model/resolved/object-names';
import { shortHash } from '../names';

/** The two ends of a policy. */
export interface PolicyEnds {
  readonly direction: 'ingress' | 'egress';
  /** Whose traffic it is about; they stand in one of the system's own namespaces. */
  readonly pods: PodsEnd;
  readonly other: { readonly kind: EndKind | 'kubelet-probes'; readonly name: string };
}

/** How policies call an end. Workloads have unique names; the others are told apart by their kind. */
const labels: Record<EndKind | 'kubelet-probes', (name: string) => string> = {
  machine: (name) => name,
  pair: (name) => name,
  microservice: (name) => name,
  'stateful-service': (name) => name,
  'daemon-service': (name) => name,
  job: (name) => name,
  'cron-job': (name) => name,
  gateway: (name) => name,
  pods: (name) => name,
  subnet: (name) => `${name}-subnet`,
  resolver: (name) => `${name}-resolver`,
  'kvm-hosts': (name) => `${name}-hosts`,
  nodes: (name) => `${name}-nodes`,
  'cluster-dns': () => 'cluster-dns',
  'mesh-control-plane': () => 'mesh-control-plane',
  external: (name) => name,
  host: (name) => name,
  anyone: () => 'anyone',
  'kubelet-probes': () => 'kubelet-probes',
};

/** What a Kubernetes name may be made of. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

/** Readable names, unique in their namespace: policies that would share one get a hash of their two ends. */
export function policyNames(drafts: readonly PolicyEnds[]): string[] {
  const names = drafts.map((draft) => {
    const [pods, other] = [labels[draft.pods.of](draft.pods.name), plain(labels[draft.other.kind](draft.other.name))];
    return objectName(draft.direction === 'egress' ? `allow-${pods}-to-${other}` : `allow-${pods}-from-${other}`);
  });
  const placed = drafts.map(({ pods }, index) => `${pods.cluster}/${pods.selector.namespace}/${names[index]}`);
  const counts = new Map<string, number>();
  for (const place of placed) counts.set(place, (counts.get(place) ?? 0) + 1);
  return drafts.map(({ pods, other }, index) => {
    const name = names[index] as string;
    if (counts.get(placed[index] as string) === 1) return name;
    return `${name.slice(0, 54)}-${shortHash(`${endKey(pods)} ${other.kind}/${other.name}`)}`;
  });
}
