import type { ResolvedFlow } from '../../../model/resolved';
import type { PolicyDirection } from '../../kubernetes/network-policy';
import type { Model } from '../model';
import { NOWHERE, neverStops, type PointComparer, type Standing, standsIf } from './point';

/** NetworkPolicies of the pods at one end. */
function policies(direction: PolicyDirection, title: string): PointComparer {
  const endOf = ({ from, to }: ResolvedFlow) => (direction === 'egress' ? from : to);
  return {
    title,
    standing: (flow, model): Standing | undefined => {
      const end = endOf(flow);
      if (end.is !== 'pods') return NOWHERE;
      const found = model.podsOf(end);
      if (!found) return undefined;
      return standsIf(found.cluster.policies.restricts(direction, found.pods), found.pods.name);
    },
    wider: (flow, model) =>
      isTunnelled(flow, model)
        ? 'what both ends send through the tunnel of ambient mode has one port, whatever it is for'
        : direction === 'ingress'
          ? model.ends.sharing(flow)
          : namedOnly(flow),
    stops: neverStops,
  };
}

/** Addresses of a name are its owner's to change: rules hold whatever address there is. */
const namedOnly = ({ to }: ResolvedFlow): string | undefined =>
  to.is === 'outside' && to.of === 'host' ? `no address is that of ${to.name} alone` : undefined;

const isTunnelled = ({ from, to, way }: ResolvedFlow, model: Model): boolean =>
  way.by === 'cluster' && from.is === 'pods' && to.is === 'pods' && [from, to].every((end) => model.podsOf(end)?.pods.mesh === 'ambient');

export const podEgress = policies('egress', 'the NetworkPolicies of the sender');
export const podIngress = policies('ingress', 'the NetworkPolicies of the receiver');
