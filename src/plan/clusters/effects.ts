import type { Rules } from '../rules';

/**
 * What a change of a field makes Kubernetes do.
 * - `live`: nothing that runs is started anew.
 * - `rolled`: pods are replaced, as the workload's rollout says.
 * - `scaled`: pods are added or ended.
 * - `next-run`: what runs goes on; the next run has it.
 * - `recreated`: the API server refuses it ("field is immutable"), or keeps what there is where the field is left out: the object has to be
 *   deleted first.
 * - `unknown`: no rule says so.
 */
export type FieldEffect = 'live' | 'rolled' | 'scaled' | 'next-run' | 'recreated' | 'unknown';

/** What is asked of effects. */
interface EffectFacts {
  /** The server refuses the change, so that another object has to take the place of this one. */
  readonly refused: boolean;
  /** It is told of where a change is one of many. */
  readonly told: boolean;
}

export const EFFECTS: { readonly [E in FieldEffect]: EffectFacts } = {
  recreated: { refused: true, told: true },
  unknown: { refused: false, told: true },
  rolled: { refused: false, told: true },
  scaled: { refused: false, told: true },
  'next-run': { refused: false, told: true },
  live: { refused: false, told: false },
};

/** Whether the server refuses a change of some of these fields. */
export const isRefused = (fields: readonly { readonly effect: FieldEffect }[]): boolean =>
  fields.some(({ effect }) => EFFECTS[effect].refused);

/** What changes of fields do. */
export type FieldRules = Rules<FieldEffect>;
