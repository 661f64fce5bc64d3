import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capacity } from '../../src/cli/capacity';
import { CommandError } from '../../src/cli/command-error';
import { resolveIn } from '../../src/cli/run-app';
import { vm, yard } from '../model/fixture';

jest.mock('../../src/cli/run-app', () => ({ resolveIn: jest.fn() }));

/** A system of so many machines in place of the project's. */
function machines(count: number): void {
  const y = yard();
  for (let index = 0; index < count; index++) vm(y, `m${index}`);
  jest.mocked(resolveIn).mockReturnValue(y.system.resolve().system);
}

let printed = '';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-test-'));
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('a change is shown against what was written before it', () => {
  machines(2);
  capacity({ json: join(folder, 'before.json') });
  expect(printed).toBe('');
  machines(3);
  capacity({ against: join(folder, 'before.json') });
  expect(printed).toContain('6 (was 4) of 256');
});

test('a file that it has not written is refused', () => {
  machines(1);
  const file = join(folder, 'foreign.json');
  writeFileSync(file, '{"hosts":[]}');
  expect(() => capacity({ against: file })).toThrow(CommandError);
  expect(() => capacity({ against: file })).toThrow(/SNAPSHOT_FOREIGN.*\n.*\n.*capacity --json/);
});
