import type { ResolveOptions } from '../model/resolve';

/** The lock to start from: the text of a lock file, or what an earlier resolve() answered. Tests never write it. */
export type SynthOptions = ResolveOptions;
