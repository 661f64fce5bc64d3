/** Tests run from source through swc; types are checked apart (`npm run typecheck`). */
module.exports = {
  testEnvironment: 'node',
  // Whoever waits for a test run has a machine for it.
  maxWorkers: '100%',
  // On a busy machine everything takes longer: a test that hangs is stopped, one that is slow is not.
  testTimeout: 600_000,
  // Sources before anything compiled.
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  setupFiles: ['<rootDir>/test/property-seed.ts'],
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // What needs Go, the network or a machine to itself has a command of its own: docs/testing.md.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...['e2e', 'second-opinion', 'packaging', 'defects'].map((folder) => `<rootDir>/test/${folder}/`),
  ],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  moduleNameMapper: { '^@cdktf/provider-libvirt$': '<rootDir>/packages/provider-libvirt/src/index.ts' },
};
