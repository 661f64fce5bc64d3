import type { ReferenceGrant } from '../kubernetes/gateways';
import type { Difference } from './difference';
import type { Model } from './model';
import { KINDS } from './routes-of-gateways';

/** Something with routes, and a Service that they lead to. */
interface Lead {
  readonly name: string;
  /** Where they are. */
  readonly home: string;
  /** Who leads there, as grants call it: `HTTPRoute shop`. */
  readonly from: string;
  readonly namespace: string;
  readonly service: string;
}

/** Services of other namespaces have to agree to be led to, and agree to nothing else. */
export const consentDifferences = (model: Model): readonly Difference[] =>
  [...model.world.clusters.values()].flatMap(({ facts, grants }) => {
    const leads = ofGateways(facts.name, model);
    return [...lost(leads, grants), ...excess(leads, grants)];
  });

const ofGateways = (cluster: string, { system }: Model): readonly Lead[] =>
  system.gateways
    .filter((gateway) => gateway.cluster === cluster)
    .flatMap(({ name, namespace: home, routes }) =>
      routes.flatMap(({ kind, backends }) =>
        backends.map(({ namespace, service }) => ({
          name,
          home,
          from: `${KINDS[kind]} ${home}`,
          namespace,
          service,
        })),
      ),
    );

const lost = (leads: readonly Lead[], grants: readonly ReferenceGrant[]): readonly Difference[] =>
  leads
    .filter(({ home, from, namespace, service }) => namespace !== home && !grants.some((grant) => agrees(grant, from, namespace, service)))
    .map(({ name, home, namespace, service }) => {
      const about = `${name}.${home}`;
      return { kind: 'missing', about, text: `the gateway ${about} may not lead to ${namespace}/${service}: nothing there agrees to it` };
    });

const agrees = (grant: ReferenceGrant, from: string, namespace: string, service: string): boolean =>
  grant.namespace === namespace &&
  grant.from.includes(from) &&
  grant.to.some(({ kind, name }) => kind === 'Service' && (name === undefined || name === service));

function excess(leads: readonly Lead[], grants: readonly ReferenceGrant[]): readonly Difference[] {
  const wanted = new Set(leads.map(({ from, namespace, service }) => `${from} to ${namespace}/${service}`));
  return grants.flatMap(({ namespace, from, to }) =>
    from.flatMap((who) =>
      to
        .filter(({ kind, name }) => kind === 'Service' && (name === undefined || !wanted.has(`${who} to ${namespace}/${name}`)))
        .map(({ name = 'every Service' }): Difference => {
          const about = `${namespace}/${name}`;
          return {
            kind: 'too-wide',
            about,
            text: `${about} may be led to by every ${who.replace(' ', ' of ')}: a grant is wider than the model`,
          };
        }),
    ),
  );
}
