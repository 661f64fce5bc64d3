import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** The parts of a Kubernetes object that tests read. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
    readonly deletionTimestamp?: string;
  };
}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
  readonly nodePort?: number;
}

export interface Service extends Manifest {
  readonly spec: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly externalTrafficPolicy?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports: readonly ServicePort[];
  };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] } };
}

export interface Pod extends Manifest {
  readonly status: { readonly podIP?: string };
}

export interface EndpointSlice extends Manifest {
  readonly endpoints?: readonly { readonly addresses: readonly string[]; readonly conditions?: { readonly ready?: boolean } }[];
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly protocol: string }[];
}

export interface List<T> {
  readonly items: readonly T[];
}

/** Every object in a folder of manifests, of the files that kubectl would read. */
export function readManifests(folder: string): readonly Manifest[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort();
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS() as Manifest),
  );
}

/** Kind with its API group (which several kinds of one name are told apart by), namespace and name. */
export function keyOf({ apiVersion, kind, metadata }: Manifest): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return `${kind}${group} ${nameOf({ metadata })}`;
}

/** `namespace/name`, or `-/name` of what lies in no namespace. */
export const nameOf = ({ metadata }: Pick<Manifest, 'metadata'>): string => `${metadata.namespace ?? '-'}/${metadata.name}`;

/**
 * Where a connection to a Service's port ends, as kube-proxy and DNS work it out: slices belong to a Service by label, their
 * ports to its ports **by name**.
 * @returns `address:port`, sorted
 */
export function backendsOf(service: Service, port: ServicePort, slices: readonly EndpointSlice[]): readonly string[] {
  const own = slices.filter(
    ({ metadata }) =>
      metadata.namespace === service.metadata.namespace && metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name,
  );
  const ends = own.flatMap((slice) => {
    const target = slice.ports.find(({ name, protocol }) => (name ?? '') === (port.name ?? '') && protocol === port.protocol);
    const ready = (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    return target === undefined ? [] : ready.flatMap(({ addresses }) => addresses.map((address) => `${address}:${target.port}`));
  });
  return ends.sort();
}
