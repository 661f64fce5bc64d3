import type { HardeningRule, PodSecurityLevel } from '../resolved';
import { reasonIn } from '../shape/wrong';
import { Value } from '../values/value';

/** What Kubernetes holds all pods of a namespace to when it admits them (kubernetes.io, "Pod Security Standards"). */
export class PodSecurity extends Value {
  protected declare readonly brand: 'PodSecurity';

  private constructor(
    /** The level of Kubernetes' Pod Security Standards. */
    readonly level: PodSecurityLevel,
    /** Unset where nothing has to be said for it. */
    readonly because?: string,
  ) {
    super();
  }

  /** What this library renders by itself. */
  static restricted(): PodSecurity {
    return new PodSecurity('restricted');
  }

  /** Known ways to escalate are refused, all else is let in. */
  static baseline(props: { readonly because: string }): PodSecurity {
    return new PodSecurity('baseline', reasonIn(props));
  }

  /** Nothing is refused: pods may do what their nodes may. */
  static privileged(props: { readonly because: string }): PodSecurity {
    return new PodSecurity('privileged', reasonIn(props));
  }
}

/** How much each admits. */
const WIDTH: { readonly [L in PodSecurityLevel]: number } = { restricted: 0, baseline: 1, privileged: 2 };

/** The strictest level that admits pods without a rule of {@link Hardening} (kubernetes.io, "Pod Security Standards"). */
const ADMITTED_WITHOUT: { readonly [R in HardeningRule]: PodSecurityLevel } = {
  'read-only-root': 'restricted',
  'run-as-non-root': 'baseline',
  'drop-capabilities': 'baseline',
  seccomp: 'baseline',
  'no-privilege-escalation': 'baseline',
  'no-service-account-token': 'restricted',
  'no-host-paths': 'privileged',
  'no-host-processes': 'privileged',
};

/** The strictest level that admits pods that are excused from `rule`. */
export const admittedWithout = (rule: HardeningRule): PodSecurityLevel => ADMITTED_WITHOUT[rule];

/** Levels that have to be stated for a namespace; others follow from what its workloads are excused from. */
const STATED: { readonly [L in PodSecurityLevel]: boolean } = { restricted: false, baseline: false, privileged: true };

/** Whether a level is too much to follow from anything but a statement about the namespace. */
export const mustBeStated = (level: PodSecurityLevel): boolean => STATED[level];

/** Whether pods that `needed` admits are admitted by `level`, too. */
export const admits = (level: PodSecurityLevel, needed: PodSecurityLevel): boolean => WIDTH[level] >= WIDTH[needed];

/** The strictest level that admits whatever any of `levels` admits. */
export const loosest = (levels: readonly PodSecurityLevel[]): PodSecurityLevel =>
  levels.reduce<PodSecurityLevel>((all, level) => (admits(all, level) ? all : level), 'restricted');
