/**
 * Fails when the tarball of the root package would lack the bindings (they are in no registry, so nobody could install it), or when
 * it would have modules whose source is gone: the compiler never deletes what it once wrote.
 * Run by `prepack`, in the root's folder.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const BUNDLE = 'node_modules/@cdktf/provider-libvirt';
const SOURCE = 'packages/provider-libvirt/src';

const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
});
const [tarball] = Object.values(JSON.parse(output));
const packed = new Set(tarball.files.map(({ path }) => path));

const modules = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `lib/${file.replaceAll('\\', '/').slice(0, -'.ts'.length)}`);
const expected = ['package.json', ...modules.flatMap((module) => [`${module}.js`, `${module}.d.ts`])];
const missing = expected.filter((file) => !packed.has(`${BUNDLE}/${file}`));
if (missing.length > 0) {
  console.error(`the tarball would lack ${missing.length} files of ${BUNDLE}: ${missing.join(', ')}\nrun npm ci and npm run build first`);
  process.exitCode = 1;
}

const stale = [...packed].filter((path) => /^lib\/.*\.js$/.test(path) && !existsSync(path.replace(/^lib\/(.*)\.js$/, '$1.ts')));
if (stale.length > 0) {
  console.error(`the tarball would have ${stale.length} files without a source: ${stale.join(', ')}\nremove lib and run npm run build`);
  process.exitCode = 1;
}
