import fc from 'fast-check';

/** Property tests are the same everywhere unless `PROPERTY_SEED` asks for others: a run that fails can be run again. */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1), includeErrorInReport: true });
