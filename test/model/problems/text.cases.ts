import { External, Hardening, Image, Rule, StoragePool } from '../../../src/model';
import { shown } from '../../../src/model/shape';
import { cluster, database, OFFICE, service, vm, type Yard, yard } from '../fixture';
import type { ProblemCase } from './case';

/** Line breaks of some reader or other, and characters that XML, an environment or Unicode itself does not have. */
const FOREIGN = ['\0', '\x07', '\x1b', '\x7f', '\u0085', '\u009f', '\u2028', '\u2029', '\ufeff', '\ufffe', '\uffff', '\ud800', '\udc00'];

const codeOf = (character: string): string => `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Every way in which text gets into a system: what is named in problems, by the construct of that path (or by the text itself). */
const PLACES: readonly [prop: string, path: string, build: (y: Yard, text: string) => unknown][] = [
  ['because', '', (y, because) => y.system.policy.allow(vm(y, 'a'), vm(y, 'b'), { because })],
  [
    'from.name',
    'policy.allow "x"',
    (y, name) => y.system.policy.allow(External.cidr('198.51.100.0/24', { name }), vm(y, 'b'), { because: 'x' }),
  ],
  ['image.version', 'yard/web', (y, version) => vm(y, 'web', { image: Image.file('/images/a', { version }) })],
  ['admin.sshAuthorizedKeys[0]', 'yard', (_, key) => yard({ admin: { from: OFFICE, sshAuthorizedKeys: [key] } }).system],
  ['image', 'yard/k8s/api', (y, image) => service(cluster(y), 'api', { image })],
  ['scratch[0]', 'yard/k8s/api', (y, path) => service(cluster(y), 'api', { scratch: [path] })],
  ['of env', 'yard/k8s/api', (y, name) => service(cluster(y), 'api', { env: { [name]: 'x' } })],
  [
    'hardening.waivers[0].because',
    'yard/k8s/api',
    (y, because) => service(cluster(y), 'api', { hardening: Hardening.default().except(Rule.SECCOMP, { because }) }),
  ],
];

const ENV: readonly string[] = ['\0', '\ud800', '\udc00'];

export const TEXTS: readonly ProblemCase[] = [
  ...[
    ['image.source', 'yard/web', (y: Yard, text: string) => vm(y, 'web', { image: Image.file(`/images/${text}`, { version: '1' }) })],
    ['pool.path', 'yard/kvm', (_: Yard, text: string) => yard({}, { pool: StoragePool.owned('p', { path: `/pools/${text}` }) }).system],
  ].flatMap(([prop, path, build]) =>
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform would fill it in, and cdktf look for a token of its own
    ['${TfToken[TOKEN.1]}', '${file("/etc/passwd")}', '%{ if true }'].map(
      (text): ProblemCase => ({
        when: `${prop} holds ${text}`,
        code: 'INVALID_VALUE',
        path: path as string,
        says: [prop as string, 'which Terraform fills in'],
        fix: [],
        build: (y) => (build as (y: Yard, text: string) => unknown)(y, text),
      }),
    ),
  ),
  ...PLACES.flatMap(([prop, path, build]) =>
    FOREIGN.map(
      (character): ProblemCase => ({
        when: `${prop} has ${codeOf(character)}`,
        code: 'FOREIGN_CHARACTER',
        path: path || `policy.allow ${shown(`abc${character}d`)}`,
        says: [`${prop}"`, codeOf(character), 'position 4'],
        fix: ['Remove it'],
        build: (y) => build(y, `abc${character}d`),
      }),
    ),
  ),
  ...ENV.map(
    (character): ProblemCase => ({
      when: `the value of an environment variable has ${codeOf(character)}`,
      code: 'FOREIGN_CHARACTER',
      path: 'yard/k8s/api',
      says: ['"env.A"', codeOf(character), 'position 1'],
      fix: ['environment variable'],
      build: (y) => service(cluster(y), 'api', { env: { A: character } }),
    }),
  ),
  {
    when: 'a file of text holds what no text has',
    code: 'FOREIGN_CHARACTER',
    path: 'yard/k8s/api',
    says: ['"files./etc/a"', 'U+0000', 'position 2'],
    fix: ['FileSource.bytes(…)'],
    build: (y) => service(cluster(y), 'api', { files: { '/etc/a': 'a\0b' } }),
  },
  {
    when: 'initial SQL has a control character',
    code: 'FOREIGN_CHARACTER',
    path: 'yard/db',
    says: ['"databases.app.initialSql"', 'U+001B'],
    fix: ['several lines'],
    build: (y) => database(y, 'db', { databases: { app: { initialSql: 'SELECT 1;\x1b' } } }),
  },
  {
    when: 'an SSH key goes on behind its line',
    code: 'FOREIGN_CHARACTER',
    path: 'yard',
    says: ['"admin.sshAuthorizedKeys[0]"', 'U+000A', 'position 30'],
    fix: ['on one line'],
    build: () => yard({ admin: { from: OFFICE, sshAuthorizedKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1N\ndisable_root: false'] } }).system,
  },
];
