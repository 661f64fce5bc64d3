import type { ResolvedTaint, ResolvedToleration, TaintEffectName } from './placement';

/** What kubeadm keeps pods away from control planes with. */
export const CONTROL_PLANE_TAINT: ResolvedTaint = { key: 'node-role.kubernetes.io/control-plane', effect: 'no-schedule' };

/** Whether a pod that does not put up with it does not come to the node at all. */
const KEEPS_AWAY: { readonly [E in TaintEffectName]: boolean } = { 'no-schedule': true, 'prefer-no-schedule': false, 'no-execute': true };

/** As the scheduler compares them (kubernetes.io, "Taints and Tolerations"). */
const puts = ({ key, value, effect }: ResolvedToleration, taint: ResolvedTaint): boolean =>
  (key === undefined || key === taint.key) &&
  (value === undefined || value === (taint.value ?? '')) &&
  (effect === undefined || effect === taint.effect);

/** Whether a node with such taints takes pods with such tolerations. */
export const isOpenTo = (taints: readonly ResolvedTaint[], tolerations: readonly ResolvedToleration[]): boolean =>
  taints.every((taint) => !KEEPS_AWAY[taint.effect] || tolerations.some((toleration) => puts(toleration, taint)));

/** As kubectl and the kubelet write it: `dedicated=batch:NoSchedule`. */
export const taintText = ({ key, value, effect }: ResolvedTaint): string =>
  `${key}${value === undefined ? '' : `=${value}`}:${TAINT_EFFECTS[effect]}`;

/** As Kubernetes calls them. */
export const TAINT_EFFECTS: { readonly [E in TaintEffectName]: string } = {
  'no-schedule': 'NoSchedule',
  'prefer-no-schedule': 'PreferNoSchedule',
  'no-execute': 'NoExecute',
};
