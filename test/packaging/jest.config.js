const { testPathIgnorePatterns: _, ...unit } = require('../../jest.config');

/** `npm run test:package`: what npm would publish, packed and used by programs outside of this repository. */
module.exports = { ...unit, rootDir: '../..', roots: ['<rootDir>/test/packaging'] };
