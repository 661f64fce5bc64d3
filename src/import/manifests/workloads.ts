import { isRecord } from '../../model/shape';
import { annotationDefect, compareText, isServiceName } from '../../model/values';
import { hasLabels, type Path, Reader, records, texts } from '../reader';
import { isSecret } from '../secrets';
import {
  type Code,
  code,
  object,
  optionalList,
  optionalNumber,
  optionalObject,
  optionalSeconds,
  optionalText,
  type Program,
  type Props,
  quoted,
  text,
} from '../source';
import { accessOf } from './access';
import { containerProps, type Said, type Surroundings } from './containers';
import type { Manifest } from './manifests';
import { type ImportedMesh, SAID_OF_PODS } from './mesh';
import { at, type Neighbours } from './neighbours';
import { disruptionOf, pullSecretsOf, scalingOf, shutdownOf, userOf } from './pods';
import { probesOf } from './probes';
import { Storage } from './storage';

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

export interface DeclaredPort {
  readonly number: number;
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  /** That of its Service. */
  readonly dialled: number;
}

interface Kind {
  readonly construct: string;
  /** Where its pods are described. */
  readonly template: readonly string[];
  /** It may have ports. */
  readonly serves: boolean;
  /** There may be any number of its pods. */
  readonly scales: boolean;
  readonly own: (manifest: Reader, program: Program) => Props;
}

const nothing: Kind['own'] = () => ({});
const run = (manifest: Reader, at: readonly string[], program: Program): Props => ({
  completions: optionalNumber(manifest.number(...at, 'completions')),
  parallelism: optionalNumber(manifest.number(...at, 'parallelism')),
  retries: optionalNumber(manifest.number(...at, 'backoffLimit')),
  deadline: optionalSeconds(manifest.number(...at, 'activeDeadlineSeconds'), program),
});
const CONCURRENCY: ReadonlyMap<string, string> = new Map([
  ['Allow', 'ALLOW'],
  ['Forbid', 'FORBID'],
  ['Replace', 'REPLACE'],
]);

/** The kinds of manifests that are workloads. */
export const WORKLOADS: Readonly<Record<string, Kind>> = {
  Deployment: { construct: 'Microservice', template: ['spec', 'template'], serves: true, scales: true, own: nothing },
  StatefulSet: { construct: 'StatefulService', template: ['spec', 'template'], serves: true, scales: true, own: nothing },
  DaemonSet: { construct: 'DaemonService', template: ['spec', 'template'], serves: true, scales: false, own: nothing },
  Job: {
    construct: 'Job',
    template: ['spec', 'template'],
    serves: false,
    scales: false,
    own: (manifest, program) => run(manifest, ['spec'], program),
  },
  CronJob: {
    construct: 'CronJob',
    template: ['spec', 'jobTemplate', 'spec', 'template'],
    serves: false,
    scales: false,
    own: (manifest, program) => {
      const policy = CONCURRENCY.get(manifest.text('spec', 'concurrencyPolicy') ?? '');
      return {
        schedule: text(manifest.text('spec', 'schedule') ?? '0 0 * * *'),
        timeZone: optionalText(manifest.text('spec', 'timeZone')),
        concurrency: policy === undefined ? undefined : code(`${program.lib('Concurrency')}.${policy}`),
        ...run(manifest, ['spec', 'jobTemplate', 'spec'], program),
      };
    },
  },
};

/** Labels of the pods of a workload. */
export const podLabelsOf = ({ kind, content }: Manifest): Readonly<Record<string, string>> =>
  texts(at(content, ...(WORKLOADS[kind]?.template ?? []), 'metadata', 'labels'));

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

/** Ports of a container, with those by which Services lead to them. */
function portsOf(
  manifest: Reader,
  at: Path,
  labels: Readonly<Record<string, string>>,
  services: readonly Manifest[],
  program: Program,
): readonly (DeclaredPort & { readonly said: Code })[] {
  const leading = services
    .filter(({ content }) => selects(content, labels))
    .flatMap(({ content }) => records((content.spec as Record<string, unknown>).ports));
  const seen = new Set<string>();
  return records(manifest.peek(...at)).flatMap((port, index) => {
    const { containerPort, name, protocol = 'TCP' } = port;
    if (typeof containerPort !== 'number' || (protocol !== 'TCP' && protocol !== 'UDP')) return [];
    const called = typeof name === 'string' && isServiceName(name) ? name : `port-${containerPort}`;
    if (seen.has(called) || seen.has(`${protocol} ${containerPort}`)) return [];
    seen.add(called).add(`${protocol} ${containerPort}`);
    manifest.take(...at, index);
    const service = leading.find(
      ({ targetPort, port: own }) => (targetPort ?? own) === containerPort || (targetPort !== undefined && targetPort === name),
    );
    const servicePort =
      protocol === 'TCP' && typeof service?.port === 'number' && service.port !== containerPort ? service.port : undefined;
    const more = servicePort === undefined ? '' : `, { servicePort: ${servicePort} }`;
    const call = protocol === 'TCP' ? 'tcp' : 'udp';
    const dialled = servicePort ?? containerPort;
    return [
      {
        number: containerPort,
        name: called,
        protocol: call,
        dialled,
        said: code(`${program.lib('Port')}.${call}(${containerPort}, ${quoted(called)}${more})`),
      },
    ];
  });
}

function selects(service: Readonly<Record<string, unknown>>, labels: Readonly<Record<string, string>>): boolean {
  const wanted = isRecord(service.spec) ? texts(service.spec.selector) : {};
  return Object.keys(wanted).length > 0 && hasLabels(labels, wanted);
}
