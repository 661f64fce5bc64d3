import { meshModeOf } from '../../../kinds/mesh';
import { namedProtocolOf, portText } from '../../../values';
import type { PodsDraft } from '../../ends/draft-end';
import { asPods, hostOf } from '../../ends/end-facts';
import { EXACT, type Judged, type Judgement, NOT_GOVERNED, none, type Point } from './point';

/** What the proxy beside the sender is told of. It is asked where nobody else knows what is meant: for names. */
export const meshEgress: Point = {
  side: 'sender',
  judge: (flow) => {
    const pods = hostOf(flow.to) === undefined ? undefined : asPods(flow.from);
    return pods && judgedByProxy(pods, flow);
  },
};

function judgedByProxy({ end }: PodsDraft, { ports }: Judged): Judgement | undefined {
  if (!end.mesh) return undefined;
  const { deaf } = meshModeOf(end.mesh);
  if (deaf !== undefined) return none(deaf);
  if (!end.governed) return none(NOT_GOVERNED);
  const unread = ports.filter((port) => namedProtocolOf(port) === undefined);
  if (unread.length === 0) return EXACT;
  return none(
    `proxies read which host is meant at ports that are named https, tls, http, http2 or grpc, and not at ${unread.map(portText).join(', ')}`,
  );
}
