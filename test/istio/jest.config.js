const { apart, global } = require('../jest-projects');

/** `npm run test:istio`: Istio's own code judges what is written for it. */
module.exports = {
  ...global,
  globalSetup: require.resolve('./build.ts'),
  projects: [apart({ roots: ['<rootDir>/test/istio'] })],
};
