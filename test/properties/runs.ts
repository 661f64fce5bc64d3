import type { Parameters } from 'fast-check';

/**
 * How often a property is tried. The normal test run always tries the same systems; `npm run test:properties` tries
 * many times as many new ones. Whatever fails is printed with its seed and path, which come back by
 * `PROPERTY_SEED=… PROPERTY_PATH=… npx jest test/properties`.
 */
export function runs(normal: number): Pick<Parameters, 'numRuns' | 'seed' | 'path'> {
  const { PROPERTY_FACTOR, PROPERTY_SEED, PROPERTY_PATH } = process.env;
  const seed = PROPERTY_SEED !== undefined ? Number(PROPERTY_SEED) : PROPERTY_FACTOR === undefined ? 4 : undefined;
  return {
    numRuns: normal * Number(PROPERTY_FACTOR ?? 1),
    ...(seed !== undefined && { seed }),
    ...(PROPERTY_PATH !== undefined && { path: PROPERTY_PATH }),
  };
}
