import { Command, InvalidArgumentError } from 'commander';
import { alone } from './harness/alone';
import { killAll } from './harness/process';
import { abandon, type Outcome, runPart, table } from './harness/runner';
import { parts } from './parts';

interface Options {
  readonly minutes?: number;
}

async function main(wanted: readonly string[], { minutes = Number.POSITIVE_INFINITY }: Options): Promise<number> {
  const deadline = performance.now() + minutes * 60_000;
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const chosen = wanted.length === 0 ? parts : parts.filter(({ name }) => wanted.some((word) => name.startsWith(word)));
  const unknown = wanted.filter((word) => !parts.some(({ name }) => name.startsWith(word)));
  if (unknown.length > 0) {
    print(`No part is named ${unknown.join(' or ')}. There are:\n${parts.map(({ name, title }) => `  ${name}: ${title}`).join('\n')}`);
    return 2;
  }
  await alone((other) => print(`another run of the lab is under way on this machine (${other}): waiting for its end`));
  const outcomes: Outcome[] = [];
  for (const part of chosen) if (!interrupted) outcomes.push(await runPart(part, print, deadline));
  print(`\n${table(outcomes)}`);
  if (interrupted) return 130;
  return outcomes.some(({ state }) => state === 'failed') ? 1 : 0;
}

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    process.stdout.write('\ninterrupted: stopping what was started\n');
    interrupted = true;
    killAll();
    abandon().finally(() => process.exit(130));
  });
}
process.on('exit', killAll);

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It is not a positive number.');
  return value;
}

new Command('npm run e2e --')
  .description('Applies what the project writes to real programs.')
  .argument('[part...]', 'parts by their names or the beginnings of them (default: all)')
  .option('--minutes <number>', 'start no part that might not be done by then, and build no longer than that allows', positive)
  .action(async (wanted: string[], options: Options) => process.exit(await main(wanted, options)))
  .parseAsync()
  .catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
