const { apart, global } = require('../jest-projects');

/** `npm run test:package`: what npm would publish, packed and used by programs outside of this repository. */
module.exports = {
  ...global,
  projects: [
    apart({
      roots: ['<rootDir>/test/packaging'],
      globalSetup: '<rootDir>/test/packaging/packed.js',
      globalTeardown: '<rootDir>/test/packaging/remove-packed.js',
    }),
  ],
};
