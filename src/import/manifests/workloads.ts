import { annotationDefect, compareText } from '../../model/values';
import { Reader, records, texts } from '../reader';
import { isSecret } from '../secrets';
import { type Code, code, object, optionalList, optionalNumber, optionalObject, type Program, type Props, quoted, text } from '../source';
import { accessOf } from './access';
import { containerProps, type Said, type Surroundings } from './containers';
import type { Manifest } from './manifests';
import { type ImportedMesh, SAID_OF_PODS } from './mesh';
import { at, type Neighbours } from './neighbours';
import { disruptionOf, pullSecretsOf, scalingOf, shutdownOf, userOf } from './pods';
import { type DeclaredPort, portsOf } from './ports';
import { probesOf } from './probes';
import { Storage } from './storage';
import { type Kind, WORKLOADS } from './workload-kinds';

/** A workload of the manifests, once it is a constant of the program. */
export interface Declared {
  readonly constant: string;
  readonly name: string;
  /** Its pods are in the mesh. */
  readonly inMesh: boolean;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What its containers listen on. */
  readonly ports: readonly DeclaredPort[];
}

/** What every manifest has, and the library says by itself. */
const UNDERSTOOD: readonly (readonly string[])[] = [
  ['apiVersion'],
  ['kind'],
  ['metadata', 'name'],
  ['metadata', 'namespace'],
  ['spec', 'selector'],
  ['spec', 'serviceName'],
];

/** Declares a workload. @param namespace its constant; undefined for the system's own */
export function declareWorkload(
  found: Manifest,
  {
    cluster,
    namespace,
    mesh,
    ...surroundings
  }: Surroundings & { readonly cluster: string; readonly namespace: string | undefined; readonly mesh: ImportedMesh | undefined },
): Declared {
  const kind = WORKLOADS[found.kind] as Kind;
  const { program, neighbours, secret } = surroundings;
  const services = neighbours.of('Service', found.namespace);
  const manifest = new Reader(found.content);
  for (const path of UNDERSTOOD) manifest.take(...path);
  const pod = [...kind.template, 'spec'];
  const labels = texts(manifest.peek(...kind.template, 'metadata', 'labels'));
  const first = [...pod, 'containers', 0];
  manifest.take(...first, 'name');
  const storage = new Storage(found, manifest, pod, surroundings);
  const ports = kind.serves ? portsOf(manifest, [...first, 'ports'], labels, services, program) : [];
  const said: Said = containerProps(manifest, first, surroundings, storage.scratchOf(first));
  const notes = [...said.notes];
  const name = nameOf(found, labels);
  const inMesh = mesh?.joins(labels, found.namespace) ?? false;
  if (inMesh) for (const path of SAID_OF_PODS) manifest.take(...kind.template, 'metadata', ...path);
  const [port, ...morePorts] = ports.map(({ said: each }) => each);
  const own = storage.propsOf(first);
  const props = {
    namespace: namespace === undefined ? undefined : code(namespace),
    mesh: inMesh && mesh ? code(mesh.constant) : undefined,
    ...said.props,
    ...own,
    port,
    morePorts: optionalList(morePorts),
    health: kind.serves
      ? probesOf(
          manifest,
          first,
          ports.map(({ number }) => number),
          program,
        )
      : undefined,
    ...helpersOf(manifest, pod, labels, services, surroundings, storage, notes),
    ...kind.own(manifest, program),
    ...(kind.scales && scaleOf(found, labels, neighbours, manifest, program)),
    runAs: userOf(manifest, pod, first),
    shutdown: shutdownOf(manifest, pod, first, ports.length > 0, program),
    ...accessOf(found, name, manifest, pod, neighbours, notes),
    serviceAnnotations: annotationsOf(found.namespace, name, neighbours),
    ...pullSecretsOf(manifest, pod, secret),
  };
  storage.end();
  const constant = program.declare(name, code(`new ${program.lib(kind.construct)}(${cluster}, ${quoted(name)}, ${object(props).code})`), [
    ...notes,
    ...leftOver(manifest),
  ]);
  return { constant, name, inMesh, namespace: found.namespace, labels, ports };
}

/** Jobs of this library are called after what they run, too. */
export function nameOf({ kind, name }: Pick<Manifest, 'kind' | 'name'>, labels: Readonly<Record<string, string>>): string {
  const called = labels['app.kubernetes.io/name'];
  return kind === 'Job' && called !== undefined && new RegExp(`^${called}-[0-9a-f]{8}$`).test(name) ? called : name;
}

/** An autoscaler decides how many pods there are. */
function scaleOf(
  found: Manifest,
  labels: Readonly<Record<string, string>>,
  neighbours: Neighbours,
  manifest: Reader,
  program: Program,
): Props {
  const scaling = scalingOf(found, neighbours, program);
  const replicas = manifest.number('spec', 'replicas');
  return { replicas: scaling ? undefined : optionalNumber(replicas), scaling, disruption: disruptionOf(found, labels, neighbours) };
}

/** Init containers, and those of them that go on running: sidecars (kubernetes.io, "Sidecar Containers"). */
function helpersOf(
  manifest: Reader,
  pod: readonly string[],
  labels: Readonly<Record<string, string>>,
  services: readonly Manifest[],
  surroundings: Surroundings,
  storage: Storage,
  notes: string[],
): Props {
  const found = { initContainers: [] as Code[], sidecars: [] as Code[] };
  for (const [index, { name, restartPolicy }] of records(manifest.peek(...pod, 'initContainers')).entries()) {
    if (typeof name !== 'string') continue;
    const place = [...pod, 'initContainers', index];
    for (const field of ['name', 'restartPolicy']) manifest.take(...place, field);
    const runs = restartPolicy === 'Always';
    const ports = runs ? portsOf(manifest, [...place, 'ports'], labels, services, surroundings.program).map(({ said }) => said) : [];
    const said = containerProps(manifest, place, surroundings, storage.scratchOf(place));
    notes.push(...said.notes.map((note) => `${name}: ${note}`));
    const props = object({
      name: text(name),
      ...said.props,
      ...storage.propsOf(place),
      ports: optionalList(ports),
    });
    found[runs ? 'sidecars' : 'initContainers'].push(props);
  }
  return { initContainers: optionalList(found.initContainers), sidecars: optionalList(found.sidecars) };
}

/** Annotations of the Service that is called like the workload, as far as they hold no secret and no copy of it. */
function annotationsOf(namespace: string, name: string, neighbours: Neighbours): Code | undefined {
  const service = neighbours.named('Service', namespace, name);
  const said = Object.entries(texts(at(service?.content, 'metadata', 'annotations'))).filter(
    ([key, value]) => !/kubernetes\.io\/|^isthmus\//.test(key) && !isSecret(key, value) && annotationDefect(key) === undefined,
  );
  return optionalObject(Object.fromEntries(said.map(([key, value]) => [key, text(value)])));
}

/** Paths of what a constructor does not say. */
function leftOver(manifest: Reader): readonly string[] {
  const left = [...manifest.left()].sort(compareText);
  return left.length === 0 ? [] : ['not said:', ...left.map((path) => `  ${path}`)];
}
