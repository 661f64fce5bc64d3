/** What users import in their own tests: both outputs as plain objects, without anything that changes between versions or machines. */
export { synthKubernetes } from './kubernetes';
export { readLock } from './lock';
export type { SynthOptions } from './options';
export { synthTerraform } from './terraform';
