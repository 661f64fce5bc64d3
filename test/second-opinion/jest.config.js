const { apart, global } = require('../jest-projects');

/** `npm run test:opinion`: engines that others wrote judge what this project writes and computes. */
module.exports = {
  ...global,
  globalSetup: require.resolve('./build.ts'),
  projects: [apart({ roots: ['<rootDir>/test/second-opinion'] })],
};
