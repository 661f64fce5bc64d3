import type { Interval } from '../sets/intervals';
import type { Segment } from '../terraform/networks';

/** Where an address is. */
export type Place =
  | { readonly kind: 'segment'; readonly segment: Segment }
  /** The host of a libvirt network itself, at its own address there. */
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'outside' };

/** Under which address a sender arrives; `unknown`: under some address of its host. */
export type SeenAs = 'itself' | 'unknown' | { readonly address: number };

export const sameSegment = (a: Segment, b: Segment): boolean => a.name === b.name && a.host === b.host;

const hostOf = (place: Place): string | undefined =>
  place.kind === 'host' ? place.host : place.kind === 'segment' ? place.segment.host : undefined;

/**
 * Whether a host's own forwarding rules carry packets from one place to another, and whom the receiver sees. As measured with
 * a libvirt network of each mode on one host: only networks of mode `route` and `open` can be entered from others; nothing
 * leaves an isolated one; a sender behind `nat` is seen as its host, at the address that this has in the receiver's network.
 * Routes between hosts, and behind existing bridges, are somebody else's and taken to be there.
 *
 * @returns undefined when the packets are refused
 */
export function route(from: Place, to: Place): SeenAs | undefined {
  if (from.kind === 'segment' && to.kind === 'segment' && sameSegment(from.segment, to.segment)) return 'itself';
  const sameHost = hostOf(from) !== undefined && hostOf(from) === hostOf(to);
  if (sameHost && (from.kind === 'host' || to.kind === 'host')) return 'itself';
  if (from.kind === 'segment' && from.segment.mode === 'isolated') return undefined;
  if (to.kind === 'segment' && (to.segment.mode === 'isolated' || to.segment.mode === 'nat')) return undefined;
  if (from.kind !== 'segment' || from.segment.mode !== 'nat') return 'itself';
  const gateway = sameHost && to.kind === 'segment' ? to.segment.gateway : undefined;
  return gateway === undefined ? 'unknown' : { address: gateway };
}

/** Finds places by address. */
export class Places {
  constructor(private readonly segments: readonly Segment[]) {}

  of([first, last]: Interval): Place {
    for (const segment of this.segments) {
      if (first === last && segment.gateway === first && segment.host !== undefined) return { kind: 'host', host: segment.host };
    }
    const segment = this.segments.find(({ block }) => block && block[0] <= first && last <= block[1]);
    return segment ? { kind: 'segment', segment } : { kind: 'outside' };
  }

  /** Networks whose machines are seen at this address of their host, which has it in another network. */
  hiddenBehind(address: Interval): readonly Segment[] {
    const place = this.of(address);
    if (place.kind !== 'host') return [];
    return this.segments.filter(({ host, mode, gateway }) => host === place.host && mode === 'nat' && gateway !== address[0]);
  }
}
