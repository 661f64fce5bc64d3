import type { ResolvedPort } from '../../model/resolved';
import type { Transport } from '../sets/transport';
import type { Difference } from './difference';
import { transportOf } from './values';

/** That a name is not as it should be. @param text after the name */
export const nameMissing = (about: string, text: string): readonly Difference[] => [
  { kind: 'missing', about, text: `the name ${about} ${text}` },
];

/** Protocols that Kubernetes has names for. */
const NAMEABLE: { readonly [P in ResolvedPort['protocol']]: boolean } = {
  tcp: true,
  udp: true,
  sctp: true,
  icmp: false,
  vrrp: false,
  any: false,
};

/** What a Service can lead to: single ports, since ranges would be lists that burden everybody. */
export const nameable = (ports: readonly ResolvedPort[]): Transport =>
  transportOf(ports.filter(({ protocol, from, to }) => NAMEABLE[protocol] && from === to));
