const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const unit = require('../../jest.config');

const TESTS = join(__dirname, '..');
const isRandom = (file) => /from 'fast-check'|properties\/plan'/.test(readFileSync(join(TESTS, file), 'utf8'));
const random = readdirSync(TESTS, { recursive: true }).filter((file) => file.endsWith('.test.ts') && isRandom(file));

/** `npm run test:properties`: whatever is tried with random values, with fresh ones and for longer. */
module.exports = {
  ...unit,
  rootDir: '../..',
  testMatch: random.map((file) => join(TESTS, file)),
  globalSetup: '<rootDir>/test/properties/fresh.ts',
};
