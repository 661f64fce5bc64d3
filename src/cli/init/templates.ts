import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Manifest, packageJson } from './manifest';

const SYNTH = 'npx isthmus synth';

/** What each project begins with: its files stand in `templates/<name>`. */
export const TEMPLATES = {
  minimal: { words: 'A database on a virtual machine, and a service in a cluster that is there already.', synth: SYNTH },
  shop: {
    words: 'The reference system: a database, a legacy machine, a cluster of virtual machines with mesh and gateway, and a load balancer.',
    synth: SYNTH,
  },
  cluster: {
    words: 'A cluster from nothing: its nodes and its load balancer are virtual machines, and a service behind a gateway runs on it.',
    synth: SYNTH,
  },
  lab: {
    words: 'A laboratory on one computer: a cluster of two nodes and a database in one NAT network, and you who work at the host.',
    synth: SYNTH,
  },
  existing: {
    words: 'A machine and a service beside what is there already: a cluster, its namespaces, a network, machines of others.',
    synth: SYNTH,
  },
  environments: {
    words: 'One description of two environments, staging and production: a database on a virtual machine, and a service in a cluster.',
    synth: `${SYNTH} --env staging`,
  },
} as const;

export type Template = keyof typeof TEMPLATES;

/** What stands in templates where a project has its own name, or words about it. */
const NAME = /\bmy-system\b/g;
const CLASS = /\bMySystem\b/g;
const WORDS = 'WHAT-IT-IS';
/** npm packs no file that is called `.gitignore`. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/**
 * The files of a new project: texts by path.
 * @param name of its system
 */
export function filesOf(template: Template, name: string): ReadonlyMap<string, string> {
  const root = dirname(require.resolve('isthmus/package.json'));
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const files = new Map<string, string>();
  for (const folder of ['common', template]) {
    for (const file of filesIn(join(root, 'templates', folder))) {
      const text = read(join('templates', folder, file));
      files.set(RENAMED[file] ?? file, text.replace(NAME, name).replace(WORDS, TEMPLATES[template].words));
    }
  }
  // The reference system has one source, this package's own: it names the sources of isthmus where a project names the package.
  if (template === 'shop')
    files.set('system.ts', read('system.ts').replace("'./src'", "'isthmus'").replace("super('shop'", `super('${name}'`));
  const called = classOf(name, [...files.values()].join('\n'));
  for (const [file, text] of files) files.set(file, text.replace(CLASS, called));
  const manifest: Manifest = JSON.parse(read('package.json'));
  return files.set('package.json', packageJson(name, manifest));
}

/** What the class of a system is called: `my-shop` has `MyShop`, unless its files, or JavaScript, mean something else by that. */
function classOf(name: string, texts: string): string {
  const words = name.split('-').filter(Boolean);
  const called = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return called in globalThis || new RegExp(`\\b${called}\\b`).test(texts.replace(CLASS, '')) ? `${called}System` : called;
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(folder, file)).isFile());
