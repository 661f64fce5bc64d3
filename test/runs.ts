import type { Parameters } from 'fast-check';

/**
 * How often a property is tried. `npm test` tries few systems, always the same; `npm run test:properties` tries new ones, each property for
 * `PROPERTY_SECONDS`. Whatever fails is printed with its seed and path, which come back by
 * `PROPERTY_SEED=… PROPERTY_PATH=… npx jest <file> -t '<name of the test>'`.
 *
 * @param share of the time that others get, where there are fresh ones to try
 */
export function runs(few: number, share = 1): Pick<Parameters, 'numRuns' | 'path' | 'interruptAfterTimeLimit'> {
  const { PROPERTY_SECONDS, PROPERTY_PATH } = process.env;
  return {
    ...(PROPERTY_SECONDS === undefined
      ? { numRuns: few }
      : { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: Number(PROPERTY_SECONDS) * 1000 * share }),
    ...(PROPERTY_PATH !== undefined && { path: PROPERTY_PATH }),
  };
}
