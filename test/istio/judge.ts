import { spawnSync } from 'node:child_process';
import type { Manifest } from '../both-outputs/render';
import { MISSING_VARIABLE, PROGRAM_VARIABLE } from './build';
import { ENVOY_VARIABLE } from './fetch-envoy';

// biome-ignore lint/suspicious/noExplicitAny: what Envoy is told is looked into freely
export type Told = any;

/** What the proxy beside a pod is told, as Envoy reads it. */
export interface SidecarProxy {
  readonly listeners: readonly Told[];
  readonly clusters: readonly Told[];
  readonly routes: readonly Told[];
}

export interface Judgement {
  /** What Istio's webhook refuses, or warns of. */
  readonly invalid: readonly string[];
  /** What `istioctl analyze` holds for wrong or doubtful: it also tells of namespaces without proxies, and of ports whose names say nothing. */
  readonly messages: readonly string[];
  /** By name of the workload. */
  readonly proxies: ReadonlyMap<string, SidecarProxy>;
}

/** A test that asks Istio; skipped where it could not be had. */
export const judged: (name: string, run: () => void) => void = process.env[MISSING_VARIABLE] === undefined ? test : test.skip;

/** A test that has Envoy do what Istio says; skipped where one of them could not be had. */
export const carried: (name: string, run: () => Promise<void>) => void =
  process.env[ENVOY_VARIABLE] === undefined || process.env[MISSING_VARIABLE] !== undefined ? test.skip : test;

const namespace = (name: string, injection?: 'disabled'): Told => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, ...(injection && { labels: { 'istio-injection': injection } }) },
});
const service = (name: string, home: string, clusterIP: string, port: number): Told => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: home },
  spec: { clusterIP, ports: [{ name: `tcp-${port}`, port, protocol: 'TCP' }] },
});

/** What every cluster with Istio has. */
const THERE: readonly Told[] = [
  namespace('istio-system'),
  namespace('kube-system'),
  service('kube-dns', 'kube-system', '10.96.0.10', 53),
  service('istiod', 'istio-system', '10.96.0.11', 15012),
  service('kubernetes', 'default', '10.96.0.1', 443),
];

const KEEPERS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job']);

/**
 * @param more objects beside those of the system
 * @throws Error unless the control plane was built before the tests, as `npm run test:istio` does
 */
export function judge(manifests: readonly Manifest[], more: readonly object[] = []): Judgement {
  const program = process.env[PROGRAM_VARIABLE];
  if (program === undefined) throw new Error('The control plane was not built: npm run test:istio');
  const objects = numbered(manifests);
  const pods = podsOf(manifests);
  const input = JSON.stringify({
    objects: [
      ...namespacesOf(manifests),
      ...objects,
      ...pods.flatMap(({ object }) => object),
      ...slicesOf(objects, pods),
      ...THERE,
      ...more,
    ],
    pods,
  });
  const ended = spawnSync(program, [], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (ended.status !== 0) throw new Error(`the control plane failed: ${ended.error?.message ?? ended.stderr}`);
  const { invalid, messages, proxies } = JSON.parse(ended.stdout) as { invalid: string[]; messages: string[]; proxies: SidecarProxy[] };
  return {
    invalid,
    messages: messages.filter((message) => !message.startsWith('Info ')),
    proxies: new Map(proxies.map((proxy, index) => [pods[index]?.workload ?? '', proxy])),
  };
}

/** Those of others, which are there. */
function namespacesOf(manifests: readonly Manifest[]): readonly Told[] {
  const own = new Set(manifests.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const named = manifests.flatMap(({ kind, spec }: Told) =>
    kind === 'AuthorizationPolicy'
      ? (spec.rules ?? []).flatMap(({ from }: Told) => from.flatMap(({ source }: Told) => source.namespaces ?? []))
      : [],
  );
  const all = new Set([...manifests.flatMap(({ metadata }) => metadata.namespace ?? []), ...named]);
  return [...all]
    .filter((name) => !own.has(name) && !THERE.some(({ metadata }) => metadata.name === name))
    .map((name) => namespace(name, 'disabled'));
}

/** Services get addresses of the cluster, as a server would give them. */
const numbered = (manifests: readonly Manifest[]): readonly Told[] =>
  manifests.map((object: Told, index) =>
    object.kind === 'Service' && object.spec.clusterIP === undefined
      ? { ...object, spec: { ...object.spec, clusterIP: `10.96.${1 + Math.floor(index / 200)}.${1 + (index % 200)}` } }
      : object,
  );

interface Pod {
  readonly workload: string;
  readonly name: string;
  readonly namespace: string;
  readonly account: string;
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly object: Told;
}

/** One of each workload, with its proxy. */
function podsOf(manifests: readonly Manifest[]): readonly Pod[] {
  return manifests
    .filter(({ kind }) => KEEPERS.has(kind))
    .map((keeper: Told, index): Pod => {
      const { metadata, spec } = keeper.spec.template;
      const own = { name: `${keeper.metadata.name}-0`, namespace: keeper.metadata.namespace, labels: metadata.labels };
      const address = `10.244.${1 + Math.floor(index / 200)}.${1 + (index % 200)}`;
      const containers = [{ name: 'istio-proxy', image: 'istio/proxyv2:1.31.0' }, ...spec.containers];
      return {
        ...own,
        workload: metadata.labels['app.kubernetes.io/name'],
        account: spec.serviceAccountName ?? 'default',
        address,
        object: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { ...own, annotations: { 'sidecar.istio.io/status': '{}' } },
          spec: { ...spec, containers },
          status: { podIP: address, phase: 'Running' },
        },
      };
    });
}

/** What controllers make for Services that select pods. */
const slicesOf = (objects: readonly Told[], pods: readonly Pod[]): readonly Told[] =>
  objects
    .filter(({ kind, spec }) => kind === 'Service' && spec.selector && spec.type !== 'LoadBalancer')
    .map(({ metadata, spec }) => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: `${metadata.name}-0`, namespace: metadata.namespace, labels: { 'kubernetes.io/service-name': metadata.name } },
      addressType: 'IPv4',
      endpoints: pods
        .filter(
          (pod) => pod.namespace === metadata.namespace && Object.entries(spec.selector).every(([key, value]) => pod.labels[key] === value),
        )
        .map((pod) => ({
          addresses: [pod.address],
          conditions: { ready: true },
          targetRef: { kind: 'Pod', name: pod.name, namespace: pod.namespace },
        })),
      ports: (spec.ports ?? []).map((port: Told) => ({
        name: port.name,
        port: port.targetPort ?? port.port,
        protocol: port.protocol ?? 'TCP',
      })),
    }));

/** Hosts that a proxy can connect to, each with its port, sorted. */
export const hostsKnownTo = ({ clusters }: SidecarProxy): readonly string[] =>
  clusters
    .map(({ name }) => /^outbound\|(\d+)\|\|(.+)$/.exec(name))
    .flatMap((found) => (found ? [`${found[2]}:${found[1]}`] : []))
    .sort();

/** How a connection to a port leaves: by the name that it begins with, by the block that it is for, or else. */
export function waysAt({ listeners }: SidecarProxy, port: number): Readonly<Record<string, string>> {
  const listener = listeners.find(({ name }) => name === `0.0.0.0_${port}`) ?? listeners.find(({ name }) => name === 'virtualOutbound');
  const leads = (chain: Told): string => {
    const { cluster, rds } = chain.filters.at(-1).typedConfig;
    return cluster ?? `routes ${rds?.routeConfigName}`;
  };
  const chains = (listener?.filterChains ?? []).filter(({ filterChainMatch }: Told) => filterChainMatch?.destinationPort === undefined);
  const text = ({ serverNames, prefixRanges, applicationProtocols }: Told = {}): string =>
    [
      ...(serverNames ?? []),
      ...(prefixRanges ?? []).map((range: Told) => `${range.addressPrefix}/${range.prefixLen}`),
      ...(applicationProtocols ? ['http'] : []),
    ].join(' ') || 'else';
  const found = Object.fromEntries(chains.map((chain: Told) => [text(chain.filterChainMatch), leads(chain)]));
  return { ...found, ...(listener?.defaultFilterChain && { else: leads(listener.defaultFilterChain) }) };
}
