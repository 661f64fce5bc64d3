import { load } from 'js-yaml';
import { NotUnderstoodError } from '../errors';
import { Fields } from '../fields';
import type { Labels } from './selector';
import { STEERING, type Unread } from './unread';

/** Annotations of pods that change nothing about who can reach whom, of the groups of annotations that may. */
const HARMLESS: ReadonlySet<string> = new Set([
  'sidecar.istio.io/inject',
  // Which list of containers the proxy stands in.
  'sidecar.istio.io/nativeSidecar',
  'sidecar.istio.io/rewriteAppHTTPProbers',
]);

const PROXY_CONFIG = 'proxy.istio.io/config';
/** Settings of a proxy, and of its agent, that are about when it starts and ends (Istio: "ProxyConfig", "pilot-agent"). */
const LIFETIME: ReadonlySet<string> = new Set([
  'concurrency',
  'drainDuration',
  'holdApplicationUntilProxyStarts',
  'terminationDrainDuration',
  'EXIT_ON_ZERO_ACTIVE_CONNECTIONS',
  'MINIMUM_DRAIN_DURATION',
]);

const CONTAINERS = ['initContainers', 'containers', 'ephemeralContainers'];
/** Istio: "Application Requirements". */
const PROXY_USER = 1337;

/**
 * Ways for packets of a pod past its NetworkPolicies and its proxy.
 *
 * @throws NotUnderstoodError when there is one, or something that may be one
 */
export function refuseBypasses(pods: string, spec: Fields, annotations: Labels): void {
  if (spec.isTrue('hostNetwork')) throw new NotUnderstoodError(`${pods} uses its node's network, where no NetworkPolicy holds`);
  for (const container of CONTAINERS.flatMap((list) => spec.list(list, (each) => each) ?? [])) {
    const [port] = (container.list('ports', (each) => each.optionalInteger('hostPort')) ?? []).filter(
      (each) => each !== undefined && each > 0,
    );
    if (port !== undefined) throw new NotUnderstoodError(`${pods} takes the port ${port} of its node, at which senders are not told apart`);
  }
  const [steering] = Object.entries(annotations).flatMap(([key, value]) => (STEERING.test(key) && !isHarmless(key, value) ? [key] : []));
  if (steering !== undefined)
    throw new NotUnderstoodError(`${pods} has the annotation ${steering}, which may lead traffic past its policies or its proxy`);
}

/** What pods of the system may not say: others in the cluster may, and do. */
export function detoursOf({
  name,
  namespace,
  spec,
}: {
  readonly name: string;
  readonly namespace: string;
  readonly spec: Fields;
}): readonly Unread[] {
  const users = [spec, ...CONTAINERS.flatMap((list) => spec.list(list, (each) => each) ?? [])].flatMap(
    (each) =>
      each.object('securityContext', (context) => [context.optionalInteger('runAsUser'), context.optionalInteger('runAsGroup')]) ?? [],
  );
  const texts = [
    ...['hostAliases', 'dnsConfig']
      .filter((field) => spec.has(field))
      .map((field) => `has names of its own (${field}), which may lead elsewhere`),
    ...(users.includes(PROXY_USER) ? [`runs as the user ${PROXY_USER}, whom the mesh takes for its proxy and lets pass by it`] : []),
  ];
  return texts.map((text) => ({ namespace, ofAddOns: false, object: `${namespace}/${name}`, text }));
}

function isHarmless(annotation: string, value: string): boolean {
  if (annotation !== PROXY_CONFIG) return HARMLESS.has(annotation);
  try {
    const settings = new Fields(load(value));
    const agent = settings.object('proxyMetadata', ({ names }) => names) ?? [];
    return [...settings.names.filter((name) => name !== 'proxyMetadata'), ...agent].every((name) => LIFETIME.has(name));
  } catch {
    return false;
  }
}
