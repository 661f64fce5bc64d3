export { textScalar } from './scalar';
export { UnwritableError } from './unwritable';
export { writeYaml } from './write';
