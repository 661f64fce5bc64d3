import { isRecord } from '../../model/shape';
import { compareText, isDomain } from '../../model/values';
import { Reader, records } from '../reader';
import { type Code, code, list, object, optionalNumber, optionalObject, optionalSeconds, type Program, quoted, text } from '../source';
import type { Manifest } from './manifests';
import { type ImportedMesh, isFor, namesTold } from './mesh';
import type { Neighbours } from './neighbours';
import type { Declared } from './workloads';

/** What of a mesh is turned into statements: how workloads are called that pods with proxies call, and names outside that these call. */
export function declareTraffic(
  manifests: readonly Manifest[],
  {
    workloads,
    called,
    mesh,
  }: { readonly workloads: readonly Declared[]; readonly called: ReadonlySet<Declared>; readonly mesh: ImportedMesh },
  program: Program,
  neighbours: Neighbours,
): void {
  if (!mesh.beside) return;
  for (const to of workloads.filter((each) => called.has(each))) {
    const [rule, requests] = ['DestinationRule', 'VirtualService'].map((kind) => aboutOf(manifests, kind, to));
    const said = [rule, requests].flatMap((each) => each ?? []);
    // Elsewhere proxies read no requests, and most of it would say nothing.
    if (
      said.length > 0 &&
      to.ports.some(({ name }) => READ.test(name)) &&
      [rule, requests].every((each) => each === undefined || each.length === 1)
    )
      declarePolicy(to, rule?.[0], requests?.[0], mesh, program, neighbours);
  }
  declareNames(manifests, workloads, program, neighbours);
}

/** Names of ports at which proxies read requests (Istio: "Protocol Selection"). */
const READ = /^(http|http2|grpc)(-|$)/;

/** Objects of a kind that are for one host, which is a Service of a workload. */
function aboutOf(manifests: readonly Manifest[], kind: string, { name, namespace }: Declared): readonly Manifest[] | undefined {
  const names = [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
  const found = manifests.filter((each) => {
    if (each.kind !== kind) return false;
    const spec = isRecord(each.content.spec) ? each.content.spec : {};
    const hosts = Array.isArray(spec.hosts) ? spec.hosts : [spec.host];
    return hosts.length === 1 && names.includes(String(hosts[0])) && (String(hosts[0]) !== name || each.namespace === namespace);
  });
  return found.length === 0 ? undefined : found;
}

const METADATA = [['apiVersion'], ['kind'], ['metadata', 'name'], ['metadata', 'namespace'], ['spec', 'host'], ['spec', 'hosts']] as const;

function readerOf(manifest: Manifest | undefined): Reader {
  const reader = new Reader(manifest?.content ?? {});
  for (const path of METADATA) reader.take(...path);
  return reader;
}

function declarePolicy(
  to: Declared,
  rule: Manifest | undefined,
  requests: Manifest | undefined,
  mesh: ImportedMesh,
  program: Program,
  neighbours: Neighbours,
): void {
  const [ruled, asked] = [readerOf(rule), readerOf(requests)];
  const pool = ['spec', 'trafficPolicy', 'connectionPool'] as const;
  const outliers = ['spec', 'trafficPolicy', 'outlierDetection'] as const;
  const seconds = (reader: Reader, ...path: readonly (string | number)[]): Code | undefined =>
    optionalSeconds(secondsIn(reader, path), program);
  const atOnce = ruled.number(...pool, 'http', 'maxRetries');
  const connectionPool = optionalObject({
    connections: optionalNumber(ruled.number(...pool, 'tcp', 'maxConnections')),
    pendingRequests: optionalNumber(ruled.number(...pool, 'http', 'http1MaxPendingRequests')),
    requests: optionalNumber(ruled.number(...pool, 'http', 'http2MaxRequests')),
    requestsPerConnection: optionalNumber(ruled.number(...pool, 'http', 'maxRequestsPerConnection')),
    connectTimeout: seconds(ruled, ...pool, 'tcp', 'connectTimeout'),
    idleTimeout: seconds(ruled, ...pool, 'http', 'idleTimeout'),
  });
  const detects = isRecord(ruled.peek(...outliers));
  const outlierDetection = object({
    consecutiveErrors: optionalNumber(ruled.number(...outliers, 'consecutiveGatewayErrors')),
    interval: seconds(ruled, ...outliers, 'interval'),
    ejection: seconds(ruled, ...outliers, 'baseEjectionTime'),
    maxEjectionPercent: optionalNumber(ruled.number(...outliers, 'maxEjectionPercent')),
  });
  const route = ['spec', 'http', 0] as const;
  const isPlain = isOneRoute(asked.peek('spec', 'http'));
  const timeout = isPlain ? seconds(asked, ...route, 'timeout') : undefined;
  const retries = isPlain ? retriesIn(asked, route, atOnce, program) : undefined;
  if (isPlain) asked.take(...route, 'route');
  const props = { timeout, retries, connectionPool, ...(detects && { outlierDetection }) };
  if (Object.values(props).every((each) => each === undefined)) return;
  const left = [ruled, asked].flatMap((reader) => reader.left()).sort(compareText);
  for (const each of [rule, requests]) if (each) neighbours.hear(each);
  program.note(left.length === 0 ? [] : [`not said of how ${to.name} is called:`, ...left.map((path) => `  ${path}`)]);
  program.add(
    code(`new ${program.lib('TrafficPolicy')}(${mesh.constant}, ${quoted(to.name)}, ${object({ to: code(to.constant), ...props }).code})`),
  );
}

/** All requests, to one place. */
function isOneRoute(http: unknown): boolean {
  const [only, ...more] = records(http);
  return only !== undefined && more.length === 0 && only.match === undefined && records(only.route).length <= 1;
}

/** Whole seconds, as Istio writes them. */
function secondsIn(reader: Reader, path: readonly (string | number)[]): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})(s|m|h)$/.exec(String(reader.peek(...path))) ?? [];
  if (count === undefined) return undefined;
  reader.take(...path);
  return Number(count) * (SECONDS.get(unit) ?? 1);
}
const SECONDS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);

/** What is made again at the same conditions here. */
const UNPROCESSED = 'connect-failure,refused-stream';

function retriesIn(reader: Reader, route: readonly (string | number)[], atOnce: number | undefined, program: Program): Code | undefined {
  const path = [...route, 'retries'];
  const attempts = reader.peek(...path, 'attempts');
  if (typeof attempts !== 'number') return undefined;
  const [Retries, on] = [program.lib('Retries'), reader.peek(...path, 'retryOn')];
  if (attempts === 0) {
    reader.take(...path, 'attempts');
    return code(`${Retries}.none()`);
  }
  if (on !== UNPROCESSED) return undefined;
  for (const field of ['attempts', 'retryOn']) reader.take(...path, field);
  const perTry = optionalSeconds(secondsIn(reader, [...path, 'perTryTimeout']), program);
  return code(`${Retries}.unprocessed(${object({ attempts: optionalNumber(attempts), perTry, atOnce: optionalNumber(atOnce) }).code})`);
}

const BECAUSE = 'its proxies are told of it';

/** How ports of names are spoken to, as their names say. */
const SPOKEN: ReadonlyMap<unknown, string> = new Map([
  ['TLS', 'tls'],
  ['HTTPS', 'https'],
  ['HTTP', 'http'],
  ['HTTP2', 'http2'],
  ['GRPC', 'grpc'],
]);

function declareNames(manifests: readonly Manifest[], workloads: readonly Declared[], program: Program, neighbours: Neighbours): void {
  const constants = new Map<string, string>();
  for (const told of namesTold(manifests)) {
    const { host, entry } = told;
    const ports = records(isRecord(entry.content.spec) ? entry.content.spec.ports : []).map(({ number, protocol }) =>
      typeof number === 'number' && SPOKEN.has(protocol)
        ? code(`${program.lib('Port')}.tcp(${number}, ${quoted(SPOKEN.get(protocol) ?? '')})`)
        : undefined,
    );
    const callers = workloads.filter((each) => each.inMesh && isFor(told, each));
    const said = ports.flatMap((each) => each ?? []);
    if (!isDomain(host) || callers.length === 0 || said.length === 0 || said.length < ports.length) continue;
    neighbours.hear(entry);
    const made = code(`${program.lib('External')}.host(${quoted(host)}, ${object({ listens: list(said) }).code})`);
    const key = `${host} ${made.code}`;
    const constant = constants.get(key) ?? program.declare(host, made);
    constants.set(key, constant);
    for (const caller of callers)
      program.add(code(`this.policy.allow(${caller.constant}, ${constant}, ${object({ because: text(BECAUSE) }).code})`));
  }
}
