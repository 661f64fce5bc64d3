/** How TypeScript of tests, and of what they test, is translated: types are checked apart. */
module.exports = { swcrc: false, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } };
