/** Tests run from source through swc; types are checked apart (`npm run typecheck`). */
module.exports = {
  testEnvironment: 'node',
  // Sources before anything compiled.
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  setupFiles: ['<rootDir>/test/property-seed.ts'],
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  moduleNameMapper: { '^@cdktf/provider-libvirt$': '<rootDir>/packages/provider-libvirt/src/index.ts' },
};
