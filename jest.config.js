const { apart, global, together } = require('./test/jest-projects');

// What needs Go, the network or a machine to itself has a command of its own: docs/testing.md.
const elsewhere = ['e2e', 'second-opinion', 'istio', 'packaging', 'defects', 'browser'].map((folder) => `<rootDir>/test/${folder}/`);
const own = ['provider-libvirt', 'model/texts'].map((folder) => `<rootDir>/test/${folder}/`);

module.exports = {
  ...global,
  projects: [
    together({ displayName: 'together', testPathIgnorePatterns: ['/node_modules/', ...elsewhere, ...own] }),
    apart({ displayName: 'apart', roots: own }),
  ],
};
