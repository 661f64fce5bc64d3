import { destinationOf, type PodsEnd, type ResolvedFlow, type ResolvedSystem } from '../../src/model/resolved';
import { isWithin, portWithin } from '../../src/model/values';
import type { Manifest } from '../both-outputs/render';
import type { Rendered } from './outputs';

/** What pods of a workload are told of somebody, as it stands in manifests. */
interface Mention {
  readonly workload: string;
  readonly host: string;
  readonly port: number;
}

// biome-ignore lint/suspicious/noExplicitAny: manifests are taken apart freely here
type Json = any;

const NAME = 'app.kubernetes.io/name';
const URL = /told:\/\/(?:[^@/]*@)?([^:/]+):(\d+)\//g;

/**
 * What pods are told of others and lead them nowhere: a name that no Service, machine or address of the outputs has, a port that is not served
 * under it, or somebody whom no flow of theirs leads to.
 */
export function astray(system: ResolvedSystem, { manifests }: Rendered): readonly string[] {
  return [...manifests].flatMap(([cluster, objects]) =>
    mentionsIn(objects)
      .filter((mention) => !leadsThere(mention, cluster, objects, system))
      .map(({ workload, host, port }) => `${cluster}: ${workload} is told of ${host}:${port}`),
  );
}

export const mentionsIn = (objects: readonly Manifest[]): readonly Mention[] =>
  objects.flatMap((object: Json): readonly Mention[] => {
    const spec = object.spec?.jobTemplate?.spec.template.spec ?? object.spec?.template?.spec;
    if (object.kind === 'ConfigMap') return urlsIn(object.metadata.labels?.['isthmus/files-of'] ?? '', Object.values(object.data ?? {}));
    if (!spec) return [];
    const workload: string = (object.spec.jobTemplate?.spec.template ?? object.spec.template).metadata.labels[NAME];
    const containers: readonly Json[] = spec.containers;
    const variables = new Map<string, string>(containers.flatMap(({ env = [] }) => env.map(({ name, value }: Json) => [name, value])));
    const pairs = [...variables].flatMap(([name, host]) => {
      const port = variables.get(name.replace(/_HOST$/, '_PORT'));
      return /^TOLD_\d+_HOST$/.test(name) ? [{ workload, host, port: Number(port) }] : [];
    });
    return [...pairs, ...urlsIn(workload, [...variables.values(), ...containers.flatMap(({ args = [] }) => args)])];
  });

const urlsIn = (workload: string, texts: readonly unknown[]): readonly Mention[] =>
  texts.flatMap((text) => [...String(text ?? '').matchAll(URL)].map(([, host = '', port]) => ({ workload, host, port: Number(port) })));

function leadsThere({ workload, host, port }: Mention, cluster: string, objects: readonly Manifest[], system: ResolvedSystem): boolean {
  const flows = system.flows.filter(
    ({ from, dialledPorts }) =>
      from.is === 'pods' &&
      from.name === workload &&
      dialledPorts.some((each) => portWithin({ ...each, from: port, to: port, protocol: 'tcp' }, each)),
  );
  const [name = '', namespace, ...rest] = host.split('.');
  if (/^[\d.]+$/.test(host)) return flows.some((flow) => flow.to.is === 'outside' && reaches(flow, host));
  if (rest.join('.') !== 'svc')
    return flows.some(({ to }) => to.is === 'pods' && entranceOf(system, to) === host && to.cluster !== cluster);
  const service: Json = objects.find(
    ({ kind, metadata }) => kind === 'Service' && metadata.name === name && metadata.namespace === namespace,
  );
  if (!service?.spec.ports.some((each: Json) => each.port === port)) return false;
  if (service.spec.selector)
    return flows.some(({ to }) => to.is === 'pods' && to.cluster === cluster && to.name === service.spec.selector[NAME]);
  const slices: readonly Json[] = objects.filter(
    ({ kind, metadata }: Json) =>
      kind === 'EndpointSlice' && metadata.labels['kubernetes.io/service-name'] === name && metadata.namespace === namespace,
  );
  const addresses: readonly string[] = slices.flatMap(({ endpoints }) => endpoints.flatMap((each: Json) => each.addresses));
  return addresses.length > 0 && addresses.every((address) => flows.some((flow) => isMachine(flow) && reaches(flow, address)));
}

/** One, or two that hold an address in turn. */
const isMachine = ({ to }: ResolvedFlow): boolean => to.is === 'machine' || to.is === 'pair';

const reaches = (flow: ResolvedFlow, address: string): boolean =>
  isWithin(
    `${address}/32`,
    destinationOf(flow).map(({ cidr }) => cidr),
  );

/** The name under which machines and other clusters reach a workload. */
const entranceOf = ({ workloads }: ResolvedSystem, { cluster, name }: PodsEnd): string | undefined =>
  workloads.find((each) => each.cluster === cluster && each.name === name)?.virtualAddress?.fqdn;
