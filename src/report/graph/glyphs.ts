import { type Element, element } from '../markup';
import type { GraphNodeKind, GraphPlace } from './graph';
import { type Family, NODE_KINDS } from './kinds';

/** Lines of a sign, within 20 by 20. */
const SIGNS: { readonly [F in Family]: string } = {
  database: 'M3 5c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3zm0 0v10c0 1.7 3.1 3 7 3s7-1.3 7-3V5M3 10c0 1.7 3.1 3 7 3s7-1.3 7-3',
  machine: 'M3 3h14v6H3zM3 11h14v6H3zM6 6h.1M6 14h.1M9 6h5M9 14h5',
  old: 'M2.5 3.5h15v10h-15zM10 13.5V17M6 17h8M6 8.5h8',
  balancer: 'M2 10h6M8 10l8-6M8 10h9M8 10l8 6M13.5 3.5l2.8.3-.8 2.7M14.8 8l2.4 2-2.4 2M15.5 13.5l.8 2.7-2.8.3',
  pods: 'M10 2l7 4v8l-7 4-7-4V6zM3 6l7 4 7-4M10 10v8',
  run: 'M10 3a7 7 0 1 0 7 7M10 6v4l3 2M17 4v4h-4',
  gateway: 'M3 18V8a7 7 0 0 1 14 0v10M7 18V9a3 3 0 0 1 6 0v9M1.5 18h17',
  others: 'M10 2.5l6.5 3.8v7.4L10 17.5l-6.5-3.8V6.3zM7 10h.1M10 10h.1M13 10h.1',
  helper: 'M10 2.5a7.5 7.5 0 1 0 .1 0M10 9v5M10 6h.1',
  outside: 'M10 2.5a7.5 7.5 0 1 0 .1 0M2.5 10h15M10 2.5c-4 4-4 11 0 15M10 2.5c4 4 4 11 0 15',
};

const PLACE_SIGNS: { readonly [K in GraphPlace['kind']]: string } = {
  outside: SIGNS.outside,
  host: 'M2.5 4.5h15v11h-15zM2.5 12h15M6 14h.1M9 14h.1',
  subnet: 'M7.5 2.5h5v4h-5zM2 13.5h5v4H2zM13 13.5h5v4h-5zM10 6.5V10M4.5 13.5V10h11v3.5',
  cluster: 'M10 2l7 3.5 1.5 7.5L14 18H6l-4.500-5L3 5.500zM10 7a3 3 0 1 0 .1 0',
  namespace: 'M3 3h4M3 3v4M13 3h4v4M3 13v4h4M17 13v4h-4',
};

const sign = (path: string): Element => element('path', { class: 'sign', d: path, 'aria-hidden': 'true' });

export const nodeSign = (kind: GraphNodeKind): Element => sign(SIGNS[NODE_KINDS[kind].family]);

export const placeSign = (kind: GraphPlace['kind']): Element => sign(PLACE_SIGNS[kind]);
