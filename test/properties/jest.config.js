const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { apart, global, together } = require('../jest-projects');

const TESTS = join(__dirname, '..');
const isRandom = (file) => /from 'fast-check'|properties\/plan'|PROPERTY_SECONDS/.test(readFileSync(join(TESTS, file), 'utf8'));
const isElsewhere = (file) => /^(second-opinion|istio|e2e|packaging|defects)\//.test(file);
const random = readdirSync(TESTS, { recursive: true }).filter((file) => file.endsWith('.test.ts') && !isElsewhere(file) && isRandom(file));
const isApart = (file) => /^(provider-libvirt|model\/texts)\//.test(file);
const paths = (files) => files.map((file) => join(TESTS, file));

/** `npm run test:properties`: whatever is tried with random values, with fresh ones and for longer. */
module.exports = {
  ...global,
  globalSetup: join(__dirname, 'fresh.js'),
  // A project that names no suite would take every file for one.
  projects: [
    { kind: together, files: random.filter((file) => !isApart(file)) },
    { kind: apart, files: random.filter(isApart) },
  ].flatMap(({ kind, files }) => (files.length > 0 ? [kind({ testMatch: paths(files) })] : [])),
};
