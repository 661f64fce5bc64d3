import type { Difference } from './difference';
import type { Model } from './model';

/** Pods of the system that are not in the outputs: what their flows say of them is not reported once more with each. */
export const lostPods = (model: Model): readonly Difference[] =>
  model.lostPods().map((key) => ({ kind: 'missing', about: key, text: `${key}: its pods are not in the output, or not understood` }));
