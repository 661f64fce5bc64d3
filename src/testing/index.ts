/**
 * What users import in their own tests: both outputs as plain objects, without anything that changes between versions or machines.
 * `import 'isthmus/testing/jest'` adds the {@link matchers} to jest's `expect`.
 *
 * @module isthmus/testing
 */
export { synthKubernetes } from './kubernetes';
export { readLock } from './lock';
export { type Manifest, manifestOf, resourceOf } from './lookup';
export { type AskedEnd, type AskedPort, matchers, type Outcome, type Subject, type SystemMatchers } from './matchers';
export type { SynthOptions } from './options';
export { synthTerraform } from './terraform';
