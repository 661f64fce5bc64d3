import { endInWords, type ResolvedFlow } from '../../model/resolved';
import type { Difference } from './difference';
import type { Model } from './model';

/**
 * Flows from gateways to their routes. A route has to be there; and beside a sidecar the gateway has to dial the Service under its own
 * name: any other connection leaves the sidecar in plaintext, which the receiver's proxy drops, or cannot tell from a stranger's.
 */
export function routeDifferences(model: Model): readonly Difference[] {
  return model.flows.flatMap((flow) => (flow.origin === 'gateway-route' ? lost(flow, model) : []));
}

function lost(flow: ResolvedFlow, model: Model): readonly Difference[] {
  const { from, to, id } = flow;
  const [gateway, receiver] = [from, to].map((end) => (end.is === 'pods' ? model.podsOf(end) : undefined));
  if (!gateway || !receiver) return []; // Said of the flow itself.
  const missing = (text: string): Difference => ({ kind: 'missing', about: id, text: `${endInWords(from)} → ${endInWords(to)}: ${text}` });
  const service = `${receiver.pods.namespace}/${to.name}`;
  const routes = receiver.cluster.routes.filter(({ gateways, services }) => gateways.includes(from.name) && services.includes(service));
  if (routes.length === 0) return [missing('no route leads there')];
  if (gateway.pods.mesh !== 'sidecar') return [];
  const hosts = routes.filter(({ keepsHost }) => keepsHost);
  const dialled = receiver.cluster.services.named(to.name, receiver.pods.namespace)?.dialledItself;
  return [
    ...hosts.map(({ name }) => missing(`the route ${name} keeps the client's Host, which its sidecar does not know`)),
    ...(dialled ? [] : [missing('the gateway dials its pods, past the Service that its sidecar knows')]),
  ];
}
