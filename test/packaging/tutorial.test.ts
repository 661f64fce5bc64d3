import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, Project, TARBALL } from './project';

const page = readFileSync(join(__dirname, '../../docs/tutorial.md'), 'utf8');

/** Code blocks in their order, with the comment before them. */
const blocks = [...page.matchAll(/(?:<!-- (.*) -->\n)?```(\w+)\n([\s\S]*?)```/g)].map(([, mark = '', language = '', text = '']) => ({
  mark,
  language,
  text,
}));

let installed: Project;
beforeAll(() => {
  installed = new Project();
  installed.install(TARBALL, 'isthmus');
  installed.installCommands();
  installed.installJest();
});
afterAll(() => {
  installed?.remove();
});

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

test('whoever does what the tutorial says sees what it shows', () => {
  let place = '.';
  const ran = new Map<string, Ended>();
  const command = (line: string): Ended => {
    if (line === 'npm install') {
      symlinkSync(installed.path('node_modules'), installed.path(place, 'node_modules'));
      return { status: 0, stdout: '', stderr: '' };
    }
    if (line.startsWith('cd ')) {
      place = join(place, line.slice('cd '.length));
      return { status: 0, stdout: '', stderr: '' };
    }
    return installed.in(place).run('sh', '-c', line);
  };
  const doing: Readonly<Record<string, (mark: string, text: string) => void>> = {
    sh: (mark, text) => {
      if (mark === 'not run') return;
      for (const line of text.trim().split('\n')) {
        const ended = command(line);
        expect([line, ended]).toEqual([line, expect.objectContaining({ status: mark === 'fails' ? 1 : 0 })]);
        ran.set(line, ended);
      }
    },
    text: (mark, text) => {
      const ended = ran.get(mark.replace(/^output of: /, ''));
      expect(plain(`${ended?.stdout}${ended?.stderr}`)).toContain(plain(text));
    },
    ts: (mark, text) => {
      const [, file = '', place_ = ''] = /^in: (\S+), before: (.*)$/.exec(mark) ?? [];
      const before = readFileSync(installed.path(place, file), 'utf8').split('\n');
      const at = before.findIndex((line) => line.trim().startsWith(place_));
      expect([file, place_, at]).not.toEqual([file, place_, -1]);
      before.splice(at, 0, text.trimEnd());
      writeFileSync(installed.path(place, file), before.join('\n'));
    },
  };
  for (const { mark, language, text } of blocks) doing[language]?.(mark, text);
  expect(Object.keys(doing)).toEqual(expect.arrayContaining([...new Set(blocks.map(({ language }) => language))]));
  expect([...ran.keys()].filter((line) => line.startsWith('npx isthmus'))).not.toEqual([]);
  // With the last commit everything is committed.
  expect(installed.in(place).run('git', 'status', '--porcelain').stdout).toBe('');
});
