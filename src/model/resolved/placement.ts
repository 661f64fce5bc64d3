/** One pod of a workload had better not stand where another one does. `required`: else it does not start. */
export interface ResolvedSpread {
  readonly over: 'zone' | 'node';
  readonly required: boolean;
}

/** What a taint does to pods that do not put up with it. */
export type TaintEffectName = 'no-schedule' | 'prefer-no-schedule' | 'no-execute';

/** What keeps pods away from a node that do not put up with it. */
export interface ResolvedTaint {
  readonly key: string;
  /** Unset: none. */
  readonly value?: string;
  readonly effect: TaintEffectName;
}

/** A taint of nodes that pods put up with. */
export interface ResolvedToleration {
  /** Unset: any. */
  readonly key?: string;
  /** Unset: any. */
  readonly value?: string;
  /** Unset: any. */
  readonly effect?: TaintEffectName;
}

/** Where pods run. */
export interface ResolvedPlacement {
  /** Labels that a node must have. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly tolerations: readonly ResolvedToleration[];
  /** What they are kept apart by. */
  readonly spread: readonly ResolvedSpread[];
  readonly priorityClass?: string;
  readonly runtimeClass?: string;
}

/** A number of pods, or per cent of them as `25%`. */
export type Share = number | `${number}%`;

/** How pods are replaced when their description changes. */
export type ResolvedRollout =
  | { readonly kind: 'rolling'; readonly maxUnavailable?: Share; readonly maxSurge?: Share }
  | { readonly kind: 'recreate' }
  | { readonly kind: 'from-ordinal'; readonly ordinal: number }
  | { readonly kind: 'on-delete' };

/** How many pods may be taken away at a time when nodes are drained. */
export type ResolvedDisruption = { readonly maxUnavailable: Share } | { readonly minAvailable: Share };

/** What an autoscaler goes by. */
export type ResolvedMetric =
  | { readonly kind: 'cpu' | 'memory'; readonly percent: number }
  | { readonly kind: 'pods'; readonly name: string; readonly average: number }
  | {
      readonly kind: 'external';
      readonly name: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly average: number;
    };
