import { appendFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Lab } from './lab';
import { base } from './needs';
import { Missing, type Part } from './part';
import { LOGS, PROJECT } from './paths';

export interface Outcome {
  readonly part: Part;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  readonly steps: number;
  /** Why it was skipped or what failed, in one line. */
  readonly why: string;
}

/** What is running now. */
let current: Lab | undefined;

/** Takes away what the running part has made: for the end before its end. */
export const abandon = async (): Promise<void> => current?.close();

/**
 * Runs one part with everything it needs, and takes everything away again.
 * @param deadline when the time of the whole run is over, by `performance.now()`: no part starts that might not be done by then
 */
export async function runPart(part: Part, print: (line: string) => void, deadline = Number.POSITIVE_INFINITY): Promise<Outcome> {
  print(`${part.name}: ${part.title}`);
  const start = performance.now();
  const lastStart = deadline - part.minutes * 60_000;
  const missing = start > lastStart ? `it takes up to ${part.minutes} minutes, and this run has less time left` : await firstMissing(part);
  if (missing !== undefined) {
    print(`  skipped: ${missing}`);
    return { part, state: 'skipped', seconds: 0, steps: 0, why: missing };
  }
  const lab = new Lab(join(LOGS, part.name), print, lastStart);
  current = lab;
  let end: Pick<Outcome, 'state' | 'why'> = { state: 'passed', why: '' };
  try {
    await part.run(lab);
  } catch (error) {
    end = error instanceof Missing ? { state: 'skipped', why: error.message } : failure(lab, part, error);
    if (end.state === 'skipped') print(`  skipped: ${end.why}`);
    else print(`${indent(describe(error))}\n  FAILED ${end.why}`);
  }
  await lab.close();
  current = undefined;
  if (end.state === 'passed') rmSync(lab.logs, { recursive: true, force: true });
  return { part, ...end, seconds: (performance.now() - start) / 1000, steps: lab.steps.length };
}

function failure(lab: Lab, part: Part, error: unknown): Pick<Outcome, 'state' | 'why'> {
  appendFileSync(join(lab.logs, 'failure.log'), `${part.name}: ${lab.failedStep ?? 'setting up'}\n${describe(error)}\n`);
  return { state: 'failed', why: `${lab.failedStep ?? 'setting up'}; logs: ${relative(PROJECT, lab.logs)}` };
}

async function firstMissing(part: Part): Promise<string | undefined> {
  for (const need of [...base, ...part.needs]) {
    const missing = await need();
    if (missing !== undefined) return missing;
  }
  return undefined;
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
const indent = (text: string): string => text.replace(/^/gm, '    ');

/** What ran, passed, was skipped and why, with times. */
export function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ part, state, steps, seconds, why }) => [part.name, state, String(steps), `${seconds.toFixed(0)} s`, why]);
  const all = [['part', 'result', 'steps', 'time', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => (column < 4 ? cell.padEnd(widths[column] ?? 0) : cell))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
