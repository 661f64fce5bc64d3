import type { ResolvedRollout } from '../../model/resolved';

/** How controllers are told to replace pods: the fields of their strategies, which are spelt alike. */
interface Strategy {
  readonly type: string;
  readonly rollingUpdate?: { readonly maxUnavailable?: number | string; readonly maxSurge?: number | string; readonly partition?: number };
}

type Strategies = { readonly [K in ResolvedRollout['kind']]: (rollout: Extract<ResolvedRollout, { readonly kind: K }>) => Strategy };

const STRATEGIES: Strategies = {
  rolling: ({ maxUnavailable, maxSurge }) => ({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } }),
  recreate: () => ({ type: 'Recreate' }),
  'from-ordinal': ({ ordinal }) => ({ type: 'RollingUpdate', rollingUpdate: { partition: ordinal } }),
  'on-delete': () => ({ type: 'OnDelete' }),
};

export const strategy = (rollout: ResolvedRollout): Strategy =>
  (STRATEGIES[rollout.kind] as (rollout: ResolvedRollout) => Strategy)(rollout);
