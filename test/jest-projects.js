const { join } = require('node:path');
const translation = require('./swc-options');

const rootDir = join(__dirname, '..');

/** Tests are run from source; types are checked apart (`npm run typecheck`). */
const common = {
  rootDir,
  testEnvironment: 'node',
  // Sources before anything compiled.
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  setupFiles: ['<rootDir>/test/workers-alone.ts', '<rootDir>/test/property-seed.ts'],
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
};

/**
 * Suites that share a process, and in it every module: loading cdktf, cdk8s and the sources anew for each suite took longer than what
 * the suites do. None of them may change a module or the process.
 */
exports.together = (more) => ({
  ...common,
  runner: '<rootDir>/test/together.mjs',
  // Programs of others, which run beside suites apart, leave what they like.
  globalSetup: '<rootDir>/test/temporary-folder.js',
  globalTeardown: '<rootDir>/test/remove-temporary-folder.js',
  ...more,
});

/** Suites with modules of their own: they replace some. */
exports.apart = (more) => ({
  ...common,
  transform: { '^.+\\.ts$': ['@swc/jest', translation] },
  moduleNameMapper: { '^@cdktf/provider-libvirt$': '<rootDir>/packages/provider-libvirt/src/index.ts' },
  ...more,
});

/** For all of a run. */
exports.global = {
  // Whoever waits for a test run has a machine for it.
  maxWorkers: '100%',
  // On a busy machine everything takes longer: a test that hangs is stopped, one that is slow is not.
  testTimeout: 600_000,
};
