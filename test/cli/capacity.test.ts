import { writeFileSync } from 'node:fs';
import { advise } from '../../src/cli/advise';
import { capacity } from '../../src/cli/capacity';
import { CommandError } from '../../src/cli/command-error';
import { vm, yard } from '../model/fixture';
import { inProject } from './handed-over';
import { catchPrinted } from './printed';

const project = inProject();
const printed = catchPrinted();

function machines(count: number): void {
  const y = yard();
  for (let index = 0; index < count; index++) vm(y, `m${index}`, { stateless: true });
  project.put(y.system.resolve().system);
}

test('a change is shown against what was written before it', async () => {
  machines(2);
  await capacity({ json: 'before.json' });
  expect(printed.text).toBe('');
  machines(3);
  await capacity({ against: 'before.json' });
  expect(printed.text).toContain('6 (was 4) of 256');
});

test('a file that it has not written is refused', async () => {
  machines(1);
  writeFileSync('foreign.json', '{"hosts":[]}');
  await expect(capacity({ against: 'foreign.json' })).rejects.toThrow(CommandError);
  await expect(capacity({ against: 'foreign.json' })).rejects.toThrow(/SNAPSHOT_FOREIGN.*\n.*\n.*capacity --json/);
});

test('moves are proposed as text and as data', async () => {
  machines(1);
  await capacity({ rebalance: true });
  expect(printed.text).toContain('No move is worth its trouble.');
  printed.text = '';
  await capacity({ rebalance: true, json: true });
  expect(JSON.parse(printed.text)).toMatchObject({ moves: [], fixed: ['m0'] });
});

test('advice is printed as a table and as data', () => {
  machines(1);
  advise({});
  expect(printed.text).toMatch(/m0 .* machine .* either/);
  printed.text = '';
  advise({ json: true });
  expect(JSON.parse(printed.text)).toMatchObject([{ name: 'm0', is: 'machine', against: false, advice: { side: 'either' } }]);
});
