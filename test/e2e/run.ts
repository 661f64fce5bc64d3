import { killAll } from './harness/process';
import { abandon, type Outcome, runPart, table } from './harness/runner';
import { parts } from './parts';

/** `npm run e2e [-- <part>...]`: a part is named by its name or the beginning of it. */
async function main(wanted: readonly string[]): Promise<number> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const chosen = wanted.length === 0 ? parts : parts.filter(({ name }) => wanted.some((word) => name.startsWith(word)));
  if (chosen.length === 0) {
    print(`No part is named so. There are:\n${parts.map(({ name, title }) => `  ${name}: ${title}`).join('\n')}`);
    return 2;
  }
  const outcomes: Outcome[] = [];
  for (const part of chosen) if (!interrupted) outcomes.push(await runPart(part, print));
  print(`\n${table(outcomes)}`);
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

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
