import { readFileSync, rmSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

register('./typescript.mjs', import.meta.url);
const { Application, LogLevel } = await import('typedoc');

const { values } = parseArgs({ options: { site: { type: 'boolean', default: false }, out: { type: 'string' } } });
const out = values.out ?? (values.site ? 'site' : 'docs/api');
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

/** What users import, but for the bindings, which are generated, and for what adds matchers and exports nothing. */
const entryPoints = Object.entries(manifest.exports)
  .filter(([path]) => !['./package.json', './provider-libvirt', './testing/jest'].includes(path))
  .map(([, { types }]) => types.replace('./lib/', '').replace(/\.d\.ts$/, '.ts'));

const common = {
  name: 'isthmus',
  entryPoints,
  tsconfig: 'test/packaging/api/tsconfig.json',
  // `npm run typecheck` finds errors; here they would be those of another compiler.
  skipErrorChecking: true,
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeProtected: true,
  disableSources: true,
  // Parts of types that nobody has to name are written out, not linked.
  validation: { notExported: false, invalidLink: true, notDocumented: false },
  treatWarningsAsErrors: true,
  logLevel: LogLevel.Warn,
};

const guides = manifest.files.filter((file) => /^docs\/[^/]+\.md$/.test(file));
const asSite = {
  readme: 'README.md',
  projectDocuments: guides,
  highlightLanguages: ['typescript', 'json', 'yaml', 'xml', 'shellscript', 'ini'],
  hideGenerator: true,
  // What is not part of the site is named, not linked.
  validation: { ...common.validation, invalidLink: false, invalidPath: false },
  outputs: [{ name: 'html', path: out }],
};
const asMarkdown = {
  plugin: ['typedoc-plugin-markdown'],
  readme: 'none',
  propertyMembersFormat: 'table',
  entryFileName: 'README',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  interfacePropertiesFormat: 'table',
  indexFormat: 'table',
  enumMembersFormat: 'table',
  parametersFormat: 'table',
  typeDeclarationFormat: 'table',
  outputs: [{ name: 'markdown', path: out }],
};

const app = await Application.bootstrapWithPlugins({ ...common, ...(values.site ? asSite : asMarkdown) });
const project = await app.convert();
if (project === undefined) process.exit(1);
app.validate(project);
rmSync(join(out), { recursive: true, force: true });
await app.generateOutputs(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);
