import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keep, kept, shortFolder } from '../e2e/harness/paths';

describe('what runs of the lab build and keep, several at once', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'isthmus-kept-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const made = (name: string, text: string): string => {
    mkdirSync(join(folder, name, 'etc'), { recursive: true });
    writeFileSync(join(folder, name, 'etc/text'), text);
    return join(folder, name);
  };

  it('is the folder of whoever was first: that of the other one goes', () => {
    const name = join(folder, 'root-1');
    const [first, second] = [made('first', 'one'), made('second', 'two')];
    expect([keep(first, name), keep(second, name)]).toEqual([name, name]);
    expect(readFileSync(join(name, 'etc/text'), 'utf8')).toBe('one');
    expect([first, second].filter((each) => existsSync(each))).toEqual([]);
  });

  it('is the file of whoever was first, which somebody may have open', async () => {
    const name = join(folder, 'image-1');
    writeFileSync(join(folder, 'first'), 'one');
    // While this one makes it, another run has done so.
    await kept(name, (unfinished) => {
      writeFileSync(unfinished, 'two');
      keep(join(folder, 'first'), name);
      return unfinished;
    });
    expect(readFileSync(name, 'utf8')).toBe('one');
    expect(readdirSync(folder)).toEqual(['image-1']);
  });

  it('is none that a killed run has begun, which goes', async () => {
    const [killed, running] = [spawnSync('true').pid, process.pid];
    // Versions end in numbers, too.
    for (const name of [`image-0.unfinished-${killed}`, `image-0.unfinished-${running}`, 'program-2.1.0'])
      writeFileSync(join(folder, name), 'half');
    await kept(join(folder, 'image-1'), (unfinished) => writeFileSync(unfinished, 'whole'));
    expect(readdirSync(folder).sort()).toEqual([`image-0.unfinished-${running}`, 'image-1', 'program-2.1.0']);
  });

  it('fails where it cannot be kept for another reason', () => {
    expect(() => keep(made('first', 'one'), join(folder, 'not-there/root-1'))).toThrow(/ENOENT/);
    expect(statSync(join(folder, 'first')).isDirectory()).toBe(true);
  });
});

test('a temporary folder of the lab takes the place of what a killed run has left', () => {
  const left = join(tmpdir(), `isthmus-lab-${spawnSync('true').pid}-abc`);
  mkdirSync(left);
  const [first, second] = [shortFolder(), shortFolder()];
  expect([left, first, second].map((each) => existsSync(each))).toEqual([false, true, true]);
  for (const each of [first, second]) rmSync(each, { recursive: true });
});
