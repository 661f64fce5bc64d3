const { randomInt } = require('node:crypto');

/** Before jest starts its workers, for all of them: a seed that was not tried yet, unless one is given, and how long to try. */
module.exports = function drawSeed() {
  process.env.PROPERTY_SEED ??= String(randomInt(2 ** 31));
  process.env.PROPERTY_SECONDS ??= '30';
  const { PROPERTY_SEED, PROPERTY_SECONDS } = process.env;
  console.info(`The same systems again: PROPERTY_SEED=${PROPERTY_SEED} PROPERTY_SECONDS=${PROPERTY_SECONDS} npm run test:properties`);
};
