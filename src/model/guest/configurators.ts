import type { ResolvedGuest } from '../resolved';

/** What tells apart who sets a guest up when it is first started. */
interface Configurator {
  /** Whether anybody does. */
  readonly setsUp: boolean;
  /** What the image has to bring for it. */
  readonly inImage: readonly string[];
}

export const CONFIGURATORS: { readonly [C in ResolvedGuest['configuredBy']]: Configurator } = {
  'cloud-init': { setsUp: true, inImage: ['cloud-init'] },
  none: { setsUp: false, inImage: [] },
};
