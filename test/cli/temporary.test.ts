import { existsSync, lutimesSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { temporaryFolder } from '../../src/cli/temporary';

const DAYS_AGO = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);

describe('the folder that a command works in', () => {
  const made: string[] = [];
  const left = (name: string, since?: Date): string => {
    const folder = mkdtempSync(join(tmpdir(), name));
    made.push(folder);
    mkdirSync(join(folder, 'tree'));
    writeFileSync(join(folder, 'tree/text'), 'text');
    if (since) utimesSync(folder, since, since);
    return folder;
  };
  const taken = (): string => {
    const folder = temporaryFolder();
    made.push(folder);
    return folder;
  };
  afterEach(() => {
    for (const each of made.splice(0)) rmSync(each, { recursive: true, force: true });
  });

  it('takes the place of those that killed commands have left, not of those that are in use or of others', () => {
    const name = basename(taken()).slice(0, -6);
    const [killed, used, ofOthers] = [left(name, DAYS_AGO), left(name), left('isthmus-of-mine-', DAYS_AGO)];
    const folder = taken();
    expect(dirname(folder)).toBe(tmpdir());
    expect([killed, used, ofOthers, folder].map((each) => existsSync(each))).toEqual([false, true, true, true]);
  });

  it('is none that a link leads to', () => {
    const target = left('isthmus-of-mine-', DAYS_AGO);
    const link = `${taken()}-link`;
    made.push(link);
    symlinkSync(target, link);
    lutimesSync(link, DAYS_AGO, DAYS_AGO);
    taken();
    expect([existsSync(link), existsSync(join(target, 'tree/text'))]).toEqual([true, true]);
  });
});
