const { global, together } = require('../jest-projects');

/** `npm run test:defects`: mistakes that are made on purpose in outputs and in the enforcement matrix, each of which has to be noticed. */
module.exports = { ...global, projects: [together({ roots: ['<rootDir>/test/defects'] })] };
