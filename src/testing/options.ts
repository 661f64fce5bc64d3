import type { ResolveOptions } from '../model/resolve';

/**
 * The lock to start from: the text of a lock file, or what an earlier resolve() answered. Tests never write it.
 *
 * `customize` is what the project's own program does before it writes: give both the same function, and tests see what ships.
 */
export interface SynthOptions<Customize> extends ResolveOptions {
  /** Reaches the native constructs before they are written. @default - nothing is changed */
  readonly customize?: Customize;
}
