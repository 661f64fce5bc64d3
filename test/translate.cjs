const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join, sep } = require('node:path');
const swc = require('@swc/core');
const translation = require('./swc-options');

const ROOT = join(__dirname, '..') + sep;
const CACHE = join(ROOT, 'node_modules/.cache/isthmus-tests');
mkdirSync(CACHE, { recursive: true });

const options = { ...translation, module: { type: 'commonjs' }, sourceMaps: 'inline', inlineSourcesContent: false };
const salt = `${swc.version} ${JSON.stringify(options)}`;

/**
 * What a file says, as JavaScript. What was translated once is kept by its content.
 * @param file absolute path
 */
function translated(file) {
  const text = readFileSync(file, 'utf8');
  const kept = join(CACHE, `${createHash('sha256').update(`${salt}\n${file}\n${text}`).digest('hex')}.js`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const { code } = swc.transformSync(text, { ...options, filename: file });
    // Several processes write the same: whoever reads finds all of it.
    const own = `${kept}.${process.pid}`;
    writeFileSync(own, code);
    renameSync(own, kept);
    return code;
  }
}

const others = Module._extensions['.ts'];

/**
 * Translates the project's TypeScript as its compiler does. What tsx makes of it gives a name to every function whenever one is made, which
 * took a fifth of all time.
 */
Module._extensions['.ts'] = (module, file) => {
  if (!file.startsWith(ROOT) || file.includes(`${sep}node_modules${sep}`)) return others(module, file);
  module._compile(translated(file), file);
};
