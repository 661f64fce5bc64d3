import { machinesAt, type ResolvedMesh, type ResolvedTraffic } from '../../model/resolved';
import { canonical } from '../fields';
import { readsRequests } from '../kubernetes/services';
import { type HostRule, LOCAL, type RequestRule } from '../kubernetes/traffic';
import type { Cluster } from '../world/world';
import type { Difference } from './difference';
import { type Full, hostPolicyTexts, PLAIN, shareText } from './host-policies';
import type { Model } from './model';

/** How proxies talk to hosts: as the model says, where it says something, and else as the mesh does by itself. */
export function hostRuleDifferences(model: Model): readonly Difference[] {
  return model.system.clusters.flatMap(({ name, mesh }) => {
    const cluster = model.cluster(name);
    if (!cluster || !mesh) return [];
    const full = fullNames(mesh);
    const traffic = model.system.traffic.filter((each) => each.cluster === name);
    const wanted = wantedIn(model, name, traffic, full);
    const known = [
      ...cluster.services.all.map((service) => full(service.name, service.namespace)),
      ...cluster.outside.flatMap(({ hosts }) => hosts),
    ];
    return [
      ...compared('DestinationRule', cluster.hostRules, wanted.rules, known, full),
      ...compared('VirtualService', cluster.requestRules, wanted.requests, known, full),
      ...unread(cluster, traffic),
    ];
  });
}

const fullNames =
  ({ clusterDomain }: ResolvedMesh): Full =>
  (service, namespace) =>
    `${service}.${namespace}.svc.${clusterDomain}`;

/** What has to be said, by host: at one place, or in each of some namespaces. */
type Wanted = ReadonlyMap<string, readonly { readonly namespace: string; readonly says: string }[]>;

function compared(
  kind: string,
  all: readonly (HostRule | RequestRule)[],
  wanted: Wanted,
  known: readonly string[],
  full: Full,
): readonly Difference[] {
  const nameOf = ({ name, namespace }: HostRule | RequestRule): string => `the ${kind} ${namespace}/${name}`;
  const rules = all.flatMap((rule) =>
    rule.hosts.map((host) => ({ rule, host: host.includes('.') || host === '*' ? host : full(host, rule.namespace) })),
  );
  return [
    ...[...wanted].flatMap(([host, all]): readonly Difference[] => {
      const own = rules.filter((each) => each.host === host).map(({ rule }) => rule);
      const isRight =
        own.length === all.length &&
        own.every(({ hosts }) => hosts.length === 1) &&
        all.every(({ namespace, says }) => own.some((rule) => rule.namespace === namespace && rule.says === says));
      if (isRight) return [];
      const found = own.map((rule) => `${nameOf(rule)}: ${rule.says || 'nothing'}`).join('; ') || 'nothing';
      const said = all.map(({ namespace, says }) => `${says} in ${namespace}`).join('; ');
      return [{ kind: 'missing', about: host, text: `proxies are told of ${host}: ${found}, and not ${said}` }];
    }),
    ...rules
      .filter(({ host }) => !wanted.has(host))
      .flatMap(({ rule, host }): readonly Difference[] => {
        const met = known.find((each) => covers(host, each) && !wanted.has(each));
        if (met === undefined) return [];
        return [
          { kind: 'too-wide', about: met, text: `${nameOf(rule)} says how proxies talk to ${met}, and the model says nothing of it` },
        ];
      }),
  ];
}

/** A host, or all of a domain. */
const covers = (rule: string, host: string): boolean => rule === host || (rule.startsWith('*') && host.endsWith(rule.slice(1)));

function wantedIn(
  model: Model,
  cluster: string,
  traffic: readonly ResolvedTraffic[],
  full: Full,
): { readonly rules: Wanted; readonly requests: Wanted } {
  const { namespace: home = '', standbyServices = [] } = model.resolvedCluster(cluster) ?? {};
  const machines = model.flows.flatMap(({ from, to, origin }) =>
    from.is === 'pods' &&
    from.cluster === cluster &&
    machinesAt(to).length > 0 &&
    origin !== 'api-server' &&
    model.podsOf(from)?.pods.mesh === 'sidecar'
      ? [to.name, ...standbyServices.filter((each) => each.machines.includes(to.name)).map(({ name }) => name)].map((service) => ({
          service,
          namespace: home,
        }))
      : [],
  );
  const shares = model.system.migrations.flatMap((migration) =>
    migration.meshes.filter((share) => share.cluster === cluster).map((share) => ({ migration, share })),
  );
  const shared = shares.flatMap(({ share: { namespace, machines: behind } }) => behind.map(({ service }) => ({ service, namespace })));
  const rules = new Map<string, { namespace: string; says: string }[]>(
    [...machines, ...shared].map(({ service, namespace }) => [full(service, namespace), [{ namespace, says: canonical(PLAIN) }]]),
  );
  const requests = new Map<string, { namespace: string; says: string }[]>(
    shares.map(({ migration, share }) => [
      full(migration.name, share.namespace),
      [{ namespace: share.namespace, says: shareText(migration, share, full) }],
    ]),
  );
  const said = new Set<string>();
  for (const each of traffic) {
    const { namespace, name, callers, ports } = each;
    const host = each.host ?? full(name, namespace);
    const texts = hostPolicyTexts(host, each);
    const ofOurPods = ports.some(({ tls }) => tls?.secret !== undefined);
    const chosen = ofOurPods ? canonical({ matchLabels: { 'app.kubernetes.io/part-of': model.system.name } }) : '';
    const local = each.host !== undefined || ofOurPods ? LOCAL : '';
    const own = (ofOurPods ? callers : [namespace]).map((place) => ({
      namespace: place,
      says: [texts.rule, chosen, local].filter(Boolean).join(' '),
    }));
    // The same name outside is known to each namespace by itself.
    rules.set(host, [...(said.has(host) ? (rules.get(host) ?? []) : []), ...own]);
    if (texts.requests !== '')
      requests.set(host, [
        ...(requests.get(host) ?? []),
        { namespace, says: [texts.requests, each.host === undefined ? '' : LOCAL].filter(Boolean).join(' ') },
      ]);
    said.add(host);
  }
  return { rules, requests };
}

/** Services whose requests proxies would carry without reading them, whatever is said of them. */
const unread = ({ services }: Cluster, traffic: readonly ResolvedTraffic[]): readonly Difference[] =>
  traffic.flatMap(({ name, namespace, host, ports }) =>
    ports.flatMap(({ number, requests }): readonly Difference[] => {
      const known = services.named(name, namespace)?.ports.filter(({ port }) => port === number) ?? [];
      if (host !== undefined || !requests || known.some(readsRequests)) return [];
      const text = `proxies read no requests to ${name}.${namespace} at port ${number}, of which timeouts and retries are said`;
      return [{ kind: 'missing', about: `${name}.${namespace}`, text }];
    }),
  );
