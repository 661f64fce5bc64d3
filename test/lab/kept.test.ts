import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keep, kept } from '../e2e/harness/paths';

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
    expect(existsSync(`${name}.${process.pid}`)).toBe(false);
  });

  it('fails where it cannot be kept for another reason', () => {
    expect(() => keep(made('first', 'one'), join(folder, 'not-there/root-1'))).toThrow(/ENOENT/);
    expect(statSync(join(folder, 'first')).isDirectory()).toBe(true);
  });
});
