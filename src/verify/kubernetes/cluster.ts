import { attempt, NotUnderstoodError, reading } from '../errors';
import type { IntervalSet } from '../sets/intervals';
import { AccessSet } from './access';
import { detoursOf } from './bypasses';
import type { KubernetesObject } from './documents';
import { type MeshSettings, ProxyRules } from './mesh';
import type { Pods } from './pods';
import { PolicySet } from './policies';
import { type Found, type Kept, type Named, READERS } from './readers';
import { ServiceSet } from './services';
import { readPods } from './templates';
import { unreadOf } from './unread';
import { WITHOUT_TRAFFIC } from './without-traffic';

/** What the manifests of one cluster say about traffic. */
export interface ClusterContents extends Kept {
  readonly pods: readonly Pods[];
  readonly policies: PolicySet;
  readonly mesh: ProxyRules;
  readonly services: ServiceSet;
  readonly access: AccessSet;
}

export interface ReadContents extends ClusterContents {
  /** What was found and not understood. Everything else was read. */
  readonly problems: readonly NotUnderstoodError[];
}

/**
 * Reads the objects of one cluster.
 *
 * @param mesh unset: the cluster has no service mesh
 * @param podAddresses addresses that its pods may have
 */
export function readCluster(objects: readonly KubernetesObject[], mesh: MeshSettings | undefined, podAddresses: IntervalSet): ReadContents {
  const found: Found = {
    namespaces: new Map(),
    templates: [],
    policies: [],
    authorizations: [],
    authentications: [],
    services: [],
    accounts: [],
    plain: [],
    slices: [],
    routes: [],
    roles: [],
    bindings: [],
    gateways: [],
    gatewayClasses: [],
    grants: [],
    addOns: [],
    pools: [],
    announcements: [],
    quotas: [],
    limits: [],
    secrets: [],
    shares: [],
    scopes: [],
    hostRules: [],
    requestRules: [],
    outside: [],
    unread: [],
  };
  const problems: NotUnderstoodError[] = [];
  const attemptAt = (place: string, read: () => void): void => attempt(problems, () => reading(place, read));
  const known = new Set<string>();
  for (const object of objects) attemptAt(object.place, () => readObject(found, known, object));
  const pods: Pods[] = [];
  for (const template of found.templates) {
    attemptAt(template.place, () => {
      pods.push(readPods(template, found.namespaces, mesh, podAddresses));
      found.unread.push(...detoursOf(template));
    });
  }
  const settings = mesh ?? { rootNamespace: 'istio-system', trustDomain: 'cluster.local' };
  const { policies, authorizations, authentications, services, roles, bindings, ...kept } = found;
  return {
    ...kept,
    pods,
    policies: new PolicySet(policies, found.namespaces),
    mesh: new ProxyRules(authorizations, authentications, settings),
    services: new ServiceSet(services),
    access: new AccessSet(roles, bindings),
    problems,
  };
}

function readObject(found: Found, known: Set<string>, { group, kind, fields, place }: KubernetesObject): void {
  const id = `${group}/${kind}`;
  const reader = READERS[id];
  if (!reader && !WITHOUT_TRAFFIC.has(id) && !WITHOUT_TRAFFIC.has(`${group}/*`))
    throw new NotUnderstoodError(`what a ${kind} (${group || 'v1'}) does to traffic is not known here`);
  const metadata = fields.object('metadata', (each) => ({
    name: each.text('name'),
    namespace: each.optionalText('namespace') ?? 'default',
    labels: each.map('labels'),
    annotations: each.map('annotations'),
  }));
  const named: Named = { ...fields.required('metadata', metadata), object: fields, place };
  const { namespace, name } = named;
  const whole = `${id} ${namespace}/${name}`;
  if (known.has(whole))
    throw new NotUnderstoodError(`the ${kind} ${namespace}/${name} is there twice: the one that is applied last counts`);
  known.add(whole);
  try {
    found.unread.push(...unreadOf(id, named));
    reader?.(found, named);
  } catch (error) {
    throw error instanceof NotUnderstoodError ? error.at(`${kind} ${namespace}/${name}`) : error;
  }
}
