import type { ResolvedFlow } from '../../../model/resolved';
import type { Pods } from '../../kubernetes/pods';
import { selects } from '../../kubernetes/selector';
import type { Model } from '../model';
import { UNKNOWN_ACCOUNT } from '../pod-groups';
import { hasPart, NOWHERE, neverStops, type PointComparer, standsIf } from './point';

/** AuthorizationPolicies in front of the receiving pods. Proxies handle TCP only (Istio, "Protocol Selection"). */
export const mesh: PointComparer = {
  title: 'the mesh',
  standing: ({ to, ports }, model) => {
    if (to.is !== 'pods' || !ports.some(({ protocol }) => protocol === 'tcp')) return NOWHERE;
    const found = model.podsOf(to);
    if (!found) return undefined;
    const { cluster, pods } = found;
    const authorized = pods.mesh !== undefined && cluster.mesh.policiesFor(pods).some(({ action }) => action === 'ALLOW');
    return standsIf(authorized, pods.name);
  },
  wider: (flow, model) => {
    if (flow.ports.some(({ protocol }) => protocol !== 'tcp')) return 'it handles TCP only';
    const [from, to] = [flow.from, flow.to].map((end) => (end.is === 'pods' ? model.podsOf(end) : undefined));
    if (!from || from.cluster !== to?.cluster) return model.ends.sharing(flow);
    if (from.pods.mesh && flow.plaintextPorts.length > 0) return 'nobody shows who they are where everybody speaks plaintext';
    return from.pods.mesh ? sharedIdentity(flow, from.pods, model) : 'a sender without a proxy cannot show who it is';
  },
  stops: neverStops,
};

/** The proxy beside the sending pods, where it lets them through to nobody but those whom it was told of: it is asked for names. */
export const meshEgress: PointComparer = {
  title: 'the mesh of the sender',
  standing: ({ from, to, enforcement }, model) => {
    if (from.is !== 'pods' || to.is !== 'outside' || to.of !== 'host') return NOWHERE;
    const found = model.podsOf(from);
    if (!found) return undefined;
    const { cluster, pods } = found;
    if (pods.mesh !== 'sidecar' || !hasPart({ enforcement }, 'mesh-egress')) return NOWHERE;
    const closed = cluster.scopes.some(
      (scope) => scope.namespace === pods.namespace && selects(scope.selector, pods.labels) && scope.closed,
    );
    return standsIf(closed, pods.name);
  },
  // What it is told of beside is judged with all that its proxies know.
  wider: () => undefined,
  stops: neverStops,
};

/** Who else shows the same account. */
function sharedIdentity({ from }: ResolvedFlow, { name, namespace, serviceAccount, labels }: Pods, model: Model): string | undefined {
  if (serviceAccount === UNKNOWN_ACCOUNT) return `the account of ${name} is not known, so that it goes by its namespace`;
  const cluster = from.is === 'pods' ? from.cluster : undefined;
  const other = model
    .allPods()
    .filter((each) => each.cluster.facts.name === cluster)
    .map(({ pods }) => pods)
    .find((pods) => pods.namespace === namespace && pods.serviceAccount === serviceAccount && !isSame(pods.labels, labels));
  return other && `${other.name} has the same account`;
}

const isSame = (a: Pods['labels'], b: Pods['labels']): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, value]) => b[key] === value);
