import { machinesAt } from '../../model/resolved';
import type { HostRule } from '../kubernetes/traffic';
import type { Difference } from './difference';
import type { Model } from './model';

/** What proxies say to a machine, which has none of its own: nothing but what their pods say. */
const PLAIN = '{"tls":{"mode":"DISABLE"}}';

/** How proxies talk to Services: as the model says, where it says something, and else as the mesh does by itself. */
export function hostRuleDifferences(model: Model): readonly Difference[] {
  return model.system.clusters.flatMap(({ name, mesh }) => {
    const cluster = model.cluster(name);
    if (!cluster || !mesh) return [];
    const full = (service: string, namespace: string): string => `${service}.${namespace}.svc.${mesh.clusterDomain}`;
    const wanted = wantedIn(model, name, full);
    const rules = cluster.hostRules.map((rule) => ({
      rule,
      host: rule.host.includes('.') || rule.host === '*' ? rule.host : full(rule.host, rule.namespace),
    }));
    return [
      ...[...wanted].flatMap(([host, says]): readonly Difference[] => {
        const own = rules.filter((each) => each.host === host);
        if (own.length === 1 && own[0]?.rule.says === says) return [];
        const found = own.map(({ rule }) => `${nameOf(rule)}: ${rule.says || 'nothing'}`).join('; ') || 'nothing';
        return [{ kind: 'missing', about: host, text: `proxies are told of ${host}: ${found}, and not ${says}` }];
      }),
      ...rules
        .filter(({ host }) => !wanted.has(host))
        .flatMap(({ rule, host }): readonly Difference[] => {
          const met = cluster.services.all.find(
            (service) => covers(host, full(service.name, service.namespace)) && !wanted.has(full(service.name, service.namespace)),
          );
          if (!met) return [];
          const text = `${nameOf(rule)} says how proxies talk to ${met.name}.${met.namespace}, and the model says nothing of it`;
          return [{ kind: 'too-wide', about: `${met.name}.${met.namespace}`, text }];
        }),
    ];
  });
}

const nameOf = ({ name, namespace }: HostRule): string => `the DestinationRule ${namespace}/${name}`;

/** A host, or all of a domain. */
const covers = (rule: string, host: string): boolean => rule === host || (rule.startsWith('*') && host.endsWith(rule.slice(1)));

/** What has to be said, by host. */
function wantedIn(model: Model, cluster: string, full: (service: string, namespace: string) => string): ReadonlyMap<string, string> {
  const home = model.resolvedCluster(cluster)?.namespace ?? '';
  const machines = model.flows.flatMap(({ from, to, origin }) =>
    from.is === 'pods' &&
    from.cluster === cluster &&
    machinesAt(to).length > 0 &&
    origin !== 'api-server' &&
    model.podsOf(from)?.pods.mesh === 'sidecar'
      ? [full(to.name, home)]
      : [],
  );
  const shared = model.system.migrations.flatMap(({ meshes }) =>
    meshes
      .filter((share) => share.cluster === cluster)
      .flatMap(({ namespace, machines: behind }) => behind.map(({ service }) => full(service, namespace))),
  );
  return new Map([...machines, ...shared].map((host) => [host, PLAIN]));
}
