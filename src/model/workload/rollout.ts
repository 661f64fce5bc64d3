import type { ResolvedRollout, Share } from '../resolved';
import { propsIn, propsPart, remembering } from '../shape/wrong';
import { Value } from '../values/value';

/** How many pods may differ from what was asked for while they are replaced. */
export interface RollingProps {
  /** Pods that may be missing. @default - 0; 1 where pods have nodes or volumes to themselves, and for daemons */
  readonly maxUnavailable?: Share;
  /** Pods that may be there in addition. @default - '25%'; 0 where pods have nodes or volumes to themselves, and for daemons */
  readonly maxSurge?: Share;
}

/** One of these ways. */
export type RolloutOf<Kind extends ResolvedRollout['kind']> = Rollout<Extract<ResolvedRollout, { readonly kind: Kind }>>;

/** How pods are replaced when their description changes. Which ways there are depends on the kind of workload. */
export class Rollout<Way extends ResolvedRollout = ResolvedRollout> extends Value {
  protected declare readonly brand: 'Rollout';

  private constructor(/** @internal */ readonly resolved: Way) {
    super();
  }

  /** Some at a time. */
  static rolling(props: RollingProps = {}): RolloutOf<'rolling'> {
    const { maxUnavailable, maxSurge } = propsIn(props);
    const shares = { ...(maxUnavailable !== undefined && { maxUnavailable }), ...(maxSurge !== undefined && { maxSurge }) };
    const wrong = propsPart<RollingProps>('Rollout.rolling(props)', props, { maxUnavailable: true, maxSurge: true });
    return remembering(new Rollout({ kind: 'rolling', ...shares }), wrong);
  }

  /** All old ones end before the first new one starts: for what two versions of must not run at a time. */
  static recreate(): RolloutOf<'recreate'> {
    return new Rollout({ kind: 'recreate' });
  }

  /** One after the other, down to the one with this number, from 0; those before it stay as they are. */
  static fromOrdinal(ordinal: number): RolloutOf<'from-ordinal'> {
    return new Rollout({ kind: 'from-ordinal', ordinal });
  }

  /** Each when somebody deletes its predecessor. */
  static onDelete(): RolloutOf<'on-delete'> {
    return new Rollout({ kind: 'on-delete' });
  }
}
