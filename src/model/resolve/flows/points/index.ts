import type { Enforcement, EnforcementPoint } from '../../../resolved';
import type { DraftEnd } from '../../ends/draft-end';
import { application } from './application';
import { guest } from './guest';
import { hypervisorEgress } from './hypervisor-egress';
import { hypervisorIngress } from './hypervisor-ingress';
import { mesh } from './mesh';
import { meshEgress } from './mesh-egress';
import { podEgress } from './pod-egress';
import { podIngress } from './pod-ingress';
import type { Judged, Points } from './point';

/** All places where flows are checked, in the order that a packet meets them. */
export const POINTS: Points = {
  'mesh-egress': meshEgress,
  'pod-egress': podEgress,
  'hypervisor-egress': hypervisorEgress,
  'hypervisor-ingress': hypervisorIngress,
  'pod-ingress': podIngress,
  mesh,
  guest,
  application,
};

const IN_ORDER = Object.keys(POINTS) as readonly EnforcementPoint[];

/** Where a flow is checked on its way, and how well each place tells it from others. */
export function enforcementOf(flow: Judged): readonly Enforcement[] {
  return IN_ORDER.flatMap((point) => {
    const verdict = POINTS[point].judge(flow);
    return verdict ? [{ point, ...verdict }] : [];
  });
}

/** What a flow shows where the platform lets it through whatever is written: none of its points. */
export const exemption = (why: string): readonly Enforcement[] => [{ point: 'pod-ingress', precision: 'none', why }];

/** Where something of the system stands that could check what arrives. */
const IN_REACH: { readonly [Is in DraftEnd['is']]: boolean } = {
  pods: true,
  machine: true,
  pair: true,
  nodes: true,
  subnet: true,
  resolver: false,
  'kvm-hosts': false,
  outside: false,
};

/** Whether a place that answers so stops anything. */
const CHECKS: { readonly [P in Enforcement['precision']]: boolean } = { exact: true, coarse: true, closed: true, none: false };

/** Why nothing checks the flow where it arrives; undefined when something does, or when it arrives outside of the system's reach. */
export function unenforcedReason(to: DraftEnd, enforcement: readonly Enforcement[]): string | undefined {
  if (!IN_REACH[to.is]) return undefined;
  const there = enforcement.filter(({ point }) => POINTS[point].side === 'receiver');
  if (there.some(({ precision }) => CHECKS[precision])) return undefined;
  return there.map(({ why }) => why).join('; ') || 'no filter stands there';
}
