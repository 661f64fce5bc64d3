const { apart, global } = require('../jest-projects');

/** `npm run test:browser`: the pages of reports in a real browser. */
module.exports = { ...global, projects: [apart({ roots: ['<rootDir>/test/browser'] })] };
