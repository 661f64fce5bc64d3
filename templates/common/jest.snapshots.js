// Tests run in lib, as they were compiled. Their snapshots belong to the sources: they stand in test, and are committed.
const { join, relative } = require('node:path');

const compiled = join(__dirname, 'lib');

exports.resolveSnapshotPath = (test, extension) => join(__dirname, relative(compiled, test)) + extension;
exports.resolveTestPath = (snapshot, extension) => join(compiled, relative(__dirname, snapshot.slice(0, -extension.length)));
exports.testPathForConsistencyCheck = join(compiled, 'test/system.test.js');
