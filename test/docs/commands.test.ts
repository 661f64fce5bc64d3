import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { Command } from 'commander';
import { filesOf, TEMPLATES as WAYS_TO_BEGIN } from '../../src/cli/init/templates';
import { isthmusProgram } from '../../src/cli/program';

const ROOT = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const manifest: { files: string[]; scripts: Record<string, string> } = JSON.parse(read('package.json'));

/** What somebody who installed the package has before their eyes. */
const PAGES = ['README.md', ...manifest.files.filter((file) => file.endsWith('.md'))];
/** What projects are made of. */
const TEMPLATES = ['README.md', '.github/workflows/check.yml'].map((file) => join('templates/common', file));
const SOURCES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('src', file));

/** Sections of the README that speak to those who have a clone. */
const OF_CLONES = ['Two commands', 'Figures'];

/** Sections about projects that `isthmus init` has made, which have scripts of their own, and pages that are about nothing else. */
const OF_PROJECTS = ['In a project of your own'];
const PAGES_OF_PROJECTS = ['docs/tutorial.md'];

const isOf = (titles: readonly string[], section: string): boolean => titles.some((title) => section.startsWith(`## ${title}\n`));

/** The sections of a page whose readers have what `titles` speak of, or have not. */
const sectionsOf = (page: string, titles: readonly string[], have: boolean): string =>
  read(page)
    .split(/^(?=## )/m)
    .filter((section) => (PAGES_OF_PROJECTS.includes(page) || isOf(titles, section)) === have)
    .join('');

/** Names of the scripts that a text tells to run. */
const scriptsIn = (text: string): string[] =>
  [...text.matchAll(/npm (?:run (?:-\S+ )*([\w:]+)|(test)\b)/g)].map(([, script, test]) => script ?? (test as string));

/** Every command in a text, up to the end of its quotation or line. */
const commandsIn = (text: string): string[] =>
  [...text.replaceAll(/<!--.*?-->/g, '').matchAll(/npx isthmus((?: (?:\$\{[^}]*\}|[^\s`'")|#\\>]+))+)/g)].map(([, words]) =>
    (words as string).trim(),
  );

/** What a command line has that the program has not; undefined for nothing. */
function unknownIn(line: string, program: Command): string | undefined {
  const words = line.split(' ');
  if (words[0] === '--env') words.splice(0, 2);
  let command = program;
  for (let next = sub(command, words[0]); next; next = sub(command, words[0])) {
    command = next;
    words.shift();
  }
  if (command.commands.length > 0) return words[0] === 'help' ? undefined : `the command ${words[0]}`;
  let given = 0;
  while (words.length > 0) {
    const word = words.shift() as string;
    const option = [...command.options, ...program.options].find(({ long }) => long === word);
    if (word.startsWith('--') && !option) return `the option ${word}`;
    if (option?.required || (option?.optional && words[0] !== undefined && !words[0].startsWith('--'))) words.shift();
    if (!option) given += 1;
  }
  const needed = command.registeredArguments.filter(({ required }) => required).length;
  return given >= needed && given <= command.registeredArguments.length ? undefined : `${given} arguments`;
}

/** With what is added to it. */
function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
}

const sub = (command: Command, name: string | undefined): Command | undefined => command.commands.find((each) => each.name() === name);

test('an invented command, option or argument is noticed', () => {
  const program = isthmusProgram();
  const unknown = (line: string) => unknownIn(line, program);
  expect(unknown('lock release web')).toBeUndefined();
  expect(unknown('policy --against main')).toBeUndefined();
  expect(unknown('--env staging policy')).toBeUndefined();
  expect(unknown('lock accept --env staging')).toBeUndefined();
  expect(unknown('apply')).toBe('the command apply');
  expect(unknown('lock -- release')).toBe('the command --');
  expect(unknown('verify --alive')).toBe('the option --alive');
  expect(unknown('lock release')).toBe('0 arguments');
  expect(unknown('init')).toBeUndefined();
  expect(unknown('init shop my-shop more')).toBe('3 arguments');
});

test.each(
  [...PAGES, ...TEMPLATES, ...SOURCES].filter((file) => read(file).includes('npx isthmus')),
)('every command in %s exists', (file) => {
  const program = isthmusProgram();
  const commands = commandsIn(read(file));
  expect(commands).not.toEqual([]);
  for (const command of commands) expect([command, unknownIn(command, program)]).toEqual([command, undefined]);
});

test('the README has every template, and every command', () => {
  const first = (section: string): string[] =>
    [...(new RegExp(`^## ${section}\\n([\\s\\S]*?)^##`, 'm').exec(read('README.md'))?.[1] ?? '').matchAll(/^\| `(.+?)`/gm)].map(
      ([, words]) => words as string,
    );
  expect(first('In a project of your own')).toEqual(Object.keys(WAYS_TO_BEGIN));
  // `help` is of the framework.
  const names = isthmusProgram().commands.flatMap((command) =>
    command.commands.length === 0 ? [command.name()] : command.commands.map((each) => `${command.name()} ${each.name()}`),
  );
  const listed = first('Commands').map((line) => line.replace('npx isthmus ', ''));
  expect(names.filter((name) => !listed.some((line) => line === name || line.startsWith(`${name} `)))).toEqual([]);
});

test('help has examples for every command that is told something, and they exist', async () => {
  const program = isthmusProgram();
  const told = [program, ...program.commands].flatMap(({ commands }) => commands).filter(({ commands }) => commands.length === 0);
  for (const command of told) {
    const help = helpOf(command);
    if (command.options.length + command.registeredArguments.length > 0)
      expect([command.name(), help]).toEqual([command.name(), expect.stringContaining('Examples:')]);
    for (const line of commandsIn(help.replaceAll(/ [<#] .*/g, ''))) expect([line, unknownIn(line, program)]).toEqual([line, undefined]);
  }
});

test('scripts of this repository are named only where its clones are spoken of, and exist', () => {
  for (const page of PAGES) {
    expect([page, sectionsOf(page, [...OF_CLONES, ...OF_PROJECTS], false).match(/npm (run|test|ci)\b.*/g)]).toEqual([page, null]);
    if (PAGES_OF_PROJECTS.includes(page)) continue;
    for (const script of scriptsIn(sectionsOf(page, OF_CLONES, true))) expect(manifest.scripts).toHaveProperty([script]);
  }
  for (const source of SOURCES) expect([source, read(source).match(/npm run .*/g)]).toEqual([source, null]);
});

test('scripts of projects exist in those that isthmus init makes', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(filesOf('minimal', 'oak').get('package.json') ?? '');
  const named = [...PAGES.map((page) => sectionsOf(page, OF_PROJECTS, true)), ...TEMPLATES.map(read)].flatMap(scriptsIn);
  expect(named).toContain('test');
  for (const script of named) expect(scripts).toHaveProperty([script]);
});

describe('links lead to what the package has', () => {
  const anchors = (page: string): string[] =>
    [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      (title as string)
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );

  test.each(PAGES)('in %s', (page) => {
    for (const [, link] of read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [file = '', anchor] = (link as string).split('#');
      const target = file === '' ? page : normalize(join(dirname(page), file));
      expect([...PAGES, ...manifest.files]).toContain(target);
      if (anchor !== undefined) expect(anchors(target)).toContain(anchor);
    }
  });

  test('in messages', () => {
    const pages = SOURCES.flatMap((source) => {
      const text = read(source).replaceAll(/\$\{DOCS\}/g, 'node_modules/isthmus/docs');
      return [...text.matchAll(/([\w./-]*\/)?([a-z-]+\.md)\b/g)].map(([, folder, file]) => `${folder}${file}`);
    });
    expect(pages).toContain('node_modules/isthmus/docs/recovery.md');
    for (const page of pages) expect(PAGES.map((file) => `node_modules/isthmus/${file}`)).toContain(page);
  });
});
