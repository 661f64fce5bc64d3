const { testPathIgnorePatterns: _, ...unit } = require('../../jest.config');

/** `npm run test:opinion`: engines that others wrote judge what this project writes and computes. */
module.exports = {
  ...unit,
  rootDir: '../..',
  roots: ['<rootDir>/test/second-opinion'],
  globalSetup: '<rootDir>/test/second-opinion/build.ts',
};
