import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { getBindings } from './get-bindings';
import type { Measurement } from './report';

/**
 * `npm run bench`: figures side by side in one run, each in a process of its own, in turn, so that a noisy machine
 * hits both alike. What counts is the ratio of medians.
 */
const ROUNDS = 3;
const root = process.cwd();

async function main(): Promise<void> {
  const theirs = await getBindings(root);
  const ours = join(root, 'packages/provider-libvirt');
  compare(
    '1,000 machines: these bindings / `cdktf get`',
    ['machines', ours, '1000'],
    ['machines', theirs, '1000'],
    'at most 0.1 of the time, 0.25 of the memory',
  );
  compare('microservices to manifests: 3,000 / 300', ['services', '3000'], ['services', '300'], 'linear: about 10 times the time');
  compare(
    'workloads of all kinds to manifests: 3,000 / 300',
    ['workloads', '3000'],
    ['workloads', '300'],
    'linear: about 10 times the time',
  );
  compare('machines of all kinds to Terraform: 3,000 / 300', ['stack', '3000'], ['stack', '300'], 'linear: about 10 times the time');
  compare(
    'flows resolved, rendered, verified: 20,000 / 2,000',
    ['flows', '20000'],
    ['flows', '2000'],
    'near-linear: about 10 times the time',
  );
}

function compare(what: string, a: readonly string[], b: readonly string[], goal: string): void {
  const runs: { a: Measurement; b: Measurement }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const run = { a: measure(a), b: measure(b) };
    if (round > 0) runs.push(run); // the first one warms the file cache
  }
  const [ms, otherMs, mb, otherMb] = [
    runs.map((run) => run.a.ms),
    runs.map((run) => run.b.ms),
    runs.map((run) => run.a.mb),
    runs.map((run) => run.b.mb),
  ].map(median) as [number, number, number, number];
  console.log(`${what} (goal: ${goal})`);
  console.log(`  time    ${ms.toFixed(0)} ms / ${otherMs.toFixed(0)} ms = ${(ms / otherMs).toFixed(3)}`);
  console.log(`  memory  ${mb.toFixed(0)} MB / ${otherMb.toFixed(0)} MB = ${(mb / otherMb).toFixed(3)}`);
}

function measure([program = '', ...args]: readonly string[]): Measurement {
  const output = execFileSync(process.execPath, [join(__dirname, `${program}.js`), ...args], { encoding: 'utf8' });
  return JSON.parse(output) as Measurement;
}

const median = (values: readonly number[]): number => [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)] ?? Number.NaN;

void main();
