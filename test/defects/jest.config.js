const { testPathIgnorePatterns: _, ...unit } = require('../../jest.config');

/** `npm run test:defects`: mistakes that are made on purpose in outputs and in the enforcement matrix, each of which has to be noticed. */
module.exports = { ...unit, rootDir: '../..', roots: ['<rootDir>/test/defects'] };
