const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { apart, global, together } = require('../jest-projects');

const TESTS = join(__dirname, '..');
const isRandom = (file) => /from 'fast-check'|properties\/plan'/.test(readFileSync(join(TESTS, file), 'utf8'));
const isElsewhere = (file) => /^(second-opinion|e2e|packaging|defects)\//.test(file);
const random = readdirSync(TESTS, { recursive: true }).filter((file) => file.endsWith('.test.ts') && !isElsewhere(file) && isRandom(file));
const isApart = (file) => /^provider-libvirt\//.test(file);
const paths = (files) => files.map((file) => join(TESTS, file));

/** `npm run test:properties`: whatever is tried with random values, with fresh ones and for longer. */
module.exports = {
  ...global,
  globalSetup: join(__dirname, 'fresh.js'),
  projects: [together({ testMatch: paths(random.filter((file) => !isApart(file))) }), apart({ testMatch: paths(random.filter(isApart)) })],
};
