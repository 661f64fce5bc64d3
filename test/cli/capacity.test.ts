import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { advise } from '../../src/cli/advise';
import { capacity } from '../../src/cli/capacity';
import { CommandError } from '../../src/cli/command-error';
import { vm, yard } from '../model/fixture';

/** A project whose program only hands over what was resolved before. */
const home = process.cwd();
let folder: string;
let printed = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-test-'));
  process.chdir(folder);
  writeFileSync('cdk8s.yaml', 'app: cp system.json $ISTHMUS_STAGE/resolved.json\n');
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

function machines(count: number): void {
  const y = yard();
  for (let index = 0; index < count; index++) vm(y, `m${index}`, { stateless: true });
  writeFileSync('system.json', JSON.stringify(y.system.resolve().system));
}

test('a change is shown against what was written before it', () => {
  machines(2);
  capacity({ json: 'before.json' });
  expect(printed).toBe('');
  machines(3);
  capacity({ against: 'before.json' });
  expect(printed).toContain('6 (was 4) of 256');
});

test('a file that it has not written is refused', () => {
  machines(1);
  writeFileSync('foreign.json', '{"hosts":[]}');
  expect(() => capacity({ against: 'foreign.json' })).toThrow(CommandError);
  expect(() => capacity({ against: 'foreign.json' })).toThrow(/SNAPSHOT_FOREIGN.*\n.*\n.*capacity --json/);
});

test('moves are proposed as text and as data', () => {
  machines(1);
  capacity({ rebalance: true });
  expect(printed).toContain('No move is worth its trouble.');
  printed = '';
  capacity({ rebalance: true, json: true });
  expect(JSON.parse(printed)).toMatchObject({ moves: [], fixed: ['m0'] });
});

test('advice is printed as a table and as data', () => {
  machines(1);
  advise({});
  expect(printed).toMatch(/m0 .* machine .* either/);
  printed = '';
  advise({ json: true });
  expect(JSON.parse(printed)).toMatchObject([{ name: 'm0', is: 'machine', against: false, advice: { side: 'either' } }]);
});
