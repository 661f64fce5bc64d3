import { isRecord } from '../model/shape';
import { compareText } from '../model/values';
import { containerProps, type Said, type Surroundings } from './containers';
import type { Manifest } from './manifests';
import { probesOf } from './probes';
import { Reader, records, texts } from './reader';
import { type Code, code, list, object, type Program, quoted } from './source';

/** A workload of the manifests, once it is a constant of the program. */
export interface Declared {
  readonly constant: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Numbers of the ports that its containers listen on. */
  readonly ports: readonly number[];
}

interface Kind {
  readonly construct: string;
  /** Where its pods are described. */
  readonly template: readonly string[];
  /** It may have ports. */
  readonly serves: boolean;
  readonly own: (manifest: Reader, program: Program) => Readonly<Record<string, Code | undefined>>;
}

const numbered = (value: number | undefined): Code | undefined => (value === undefined ? undefined : code(String(value)));
const seconds = (value: number | undefined, program: Program): Code | undefined =>
  value === undefined ? undefined : code(`${program.lib('Duration')}.seconds(${value})`);

const replicas: Kind['own'] = (manifest) => ({ replicas: numbered(manifest.number('spec', 'replicas')) });
const run = (manifest: Reader, at: readonly string[], program: Program): Readonly<Record<string, Code | undefined>> => ({
  completions: numbered(manifest.number(...at, 'completions')),
  parallelism: numbered(manifest.number(...at, 'parallelism')),
  retries: numbered(manifest.number(...at, 'backoffLimit')),
  deadline: seconds(manifest.number(...at, 'activeDeadlineSeconds'), program),
});
const CONCURRENCY: Readonly<Record<string, string>> = { Allow: 'ALLOW', Forbid: 'FORBID', Replace: 'REPLACE' };

/** The kinds of manifests that are workloads. */
export const WORKLOADS: Readonly<Record<string, Kind>> = {
  Deployment: { construct: 'Microservice', template: ['spec', 'template'], serves: true, own: replicas },
  StatefulSet: { construct: 'StatefulService', template: ['spec', 'template'], serves: true, own: replicas },
  DaemonSet: { construct: 'DaemonService', template: ['spec', 'template'], serves: true, own: () => ({}) },
  Job: { construct: 'Job', template: ['spec', 'template'], serves: false, own: (manifest, program) => run(manifest, ['spec'], program) },
  CronJob: {
    construct: 'CronJob',
    template: ['spec', 'jobTemplate', 'spec', 'template'],
    serves: false,
    own: (manifest, program) => {
      const schedule = manifest.text('spec', 'schedule') ?? '0 0 * * *';
      const zone = manifest.text('spec', 'timeZone');
      const policy = CONCURRENCY[manifest.text('spec', 'concurrencyPolicy') ?? ''];
      return {
        schedule: code(quoted(schedule)),
        timeZone: zone === undefined ? undefined : code(quoted(zone)),
        concurrency: policy === undefined ? undefined : code(`${program.lib('Concurrency')}.${policy}`),
        ...run(manifest, ['spec', 'jobTemplate', 'spec'], program),
      };
    },
  },
};

/** What every manifest has, and the library says by itself. */
const UNDERSTOOD: readonly (readonly string[])[] = [
  ['apiVersion'],
  ['kind'],
  ['metadata', 'name'],
  ['metadata', 'namespace'],
  ['spec', 'selector'],
  ['spec', 'serviceName'],
];

/** Declares a workload. @param services of its namespace */
export function declareWorkload(
  found: Manifest,
  {
    cluster,
    namespace,
    services,
    ...surroundings
  }: Surroundings & { readonly cluster: string; readonly namespace: string; readonly services: readonly Manifest[] },
): Declared {
  const kind = WORKLOADS[found.kind] as Kind;
  const { program } = surroundings;
  const manifest = new Reader(found.content);
  for (const path of UNDERSTOOD) manifest.take(...path);
  const pod = [...kind.template, 'spec'];
  const labels = texts(manifest.peek(...kind.template, 'metadata', 'labels'));
  const first = [...pod, 'containers', 0];
  manifest.take(...first, 'name');
  const ports = kind.serves ? portsOf(manifest, [...first, 'ports'], labels, services, program) : [];
  const said: Said = containerProps(manifest, first, surroundings);
  const notes = [...said.notes];
  const [port, ...morePorts] = ports.map(({ said: each }) => each);
  const props = {
    namespace: code(namespace),
    ...said.props,
    port,
    morePorts: morePorts.length === 0 ? undefined : list(morePorts),
    health: kind.serves
      ? probesOf(
          manifest,
          first,
          ports.map(({ number }) => number),
          program,
        )
      : undefined,
    ...helpersOf(manifest, pod, labels, services, surroundings, notes),
    ...kind.own(manifest, program),
  };
  const constant = program.declare(
    found.name,
    code(`new ${program.lib(kind.construct)}(${cluster}, ${quoted(found.name)}, ${object(props).code})`),
    [...notes, ...leftOver(manifest)],
  );
  return { constant, namespace: found.namespace, labels, ports: ports.map(({ number }) => number) };
}

/** Init containers, and those of them that go on running: sidecars (kubernetes.io, "Sidecar Containers"). */
function helpersOf(
  manifest: Reader,
  pod: readonly string[],
  labels: Readonly<Record<string, string>>,
  services: readonly Manifest[],
  surroundings: Surroundings,
  notes: string[],
): Readonly<Record<string, Code | undefined>> {
  const found = { initContainers: [] as Code[], sidecars: [] as Code[] };
  for (const [index, { name, restartPolicy }] of records(manifest.peek(...pod, 'initContainers')).entries()) {
    if (typeof name !== 'string') continue;
    const at = [...pod, 'initContainers', index];
    for (const field of ['name', 'restartPolicy']) manifest.take(...at, field);
    const runs = restartPolicy === 'Always';
    const ports = runs ? portsOf(manifest, [...at, 'ports'], labels, services, surroundings.program).map(({ said }) => said) : [];
    const said = containerProps(manifest, at, surroundings);
    notes.push(...said.notes.map((note) => `${name}: ${note}`));
    const props = object({ name: code(quoted(name)), ...said.props, ports: ports.length === 0 ? undefined : list(ports) });
    found[runs ? 'sidecars' : 'initContainers'].push(props);
  }
  const some = (items: readonly Code[]): Code | undefined => (items.length === 0 ? undefined : list(items));
  return { initContainers: some(found.initContainers), sidecars: some(found.sidecars) };
}

/** Paths of what a constructor does not say. */
function leftOver(manifest: Reader): readonly string[] {
  const left = [...manifest.left()].sort(compareText);
  return left.length === 0 ? [] : ['not said:', ...left.map((path) => `  ${path}`)];
}

/** Ports of a container, with those by which Services lead to them. */
function portsOf(
  manifest: Reader,
  at: readonly (string | number)[],
  labels: Readonly<Record<string, string>>,
  services: readonly Manifest[],
  program: Program,
): readonly { readonly number: number; readonly said: Code }[] {
  const leading = services
    .filter(({ content }) => selects(content, labels))
    .flatMap(({ content }) => records((content.spec as Record<string, unknown>).ports));
  const seen = new Set<string>();
  return records(manifest.peek(...at)).flatMap((port, index) => {
    const { containerPort, name, protocol = 'TCP' } = port;
    if (typeof containerPort !== 'number' || (protocol !== 'TCP' && protocol !== 'UDP')) return [];
    const called =
      typeof name === 'string' && /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ? name : `port-${containerPort}`;
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
    return [{ number: containerPort, said: code(`${program.lib('Port')}.${call}(${containerPort}, ${quoted(called)}${more})`) }];
  });
}

function selects(service: Readonly<Record<string, unknown>>, labels: Readonly<Record<string, string>>): boolean {
  const selector = isRecord(service.spec) ? texts(service.spec.selector) : {};
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
