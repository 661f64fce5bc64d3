import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIGURES, type Figure, goalOf, type Row, type Tool } from './figures';
import { getBindings } from './get-bindings';
import { getEarlier } from './get-earlier';
import { getHelm } from './get-helm';
import type { Measurement } from './report';

/**
 * `npm run bench`, or `npm run bench -- <words>` for those whose titles have one of them: figures side by side in one run, each in a
 * process of its own, in turn, so that a noisy machine hits both alike. What counts is the ratio of medians. At the end stands the table
 * of README.md.
 */
const ROUNDS = 3;
const root = process.cwd();
const words = process.argv.slice(2);

const TOOLS: Readonly<Record<Tool, (root: string) => Promise<string> | string | undefined>> = {
  bindings: getBindings,
  helm: getHelm,
  earlier: getEarlier,
};

async function main(): Promise<void> {
  const table: string[] = [];
  for (const figure of FIGURES) {
    if (words.length > 0 && !words.some((word) => figure.title.includes(word))) continue;
    const tool = figure.needs === undefined ? '' : await TOOLS[figure.needs](root);
    if (tool === undefined) continue;
    const medians = restoring(figure.edits, () => measured(figure, tool));
    print(figure.title, medians);
    table.push(...figure.rows.map((row) => tableRow(row, medians)));
  }
  console.log(`\n| | ratio | goal |\n|---|---|---|\n${table.join('\n')}`);
}

/** Of the first program, and of the other one. */
type Pair<T> = readonly [T, T];

function measured({ programs, once = false }: Figure, tool: string): Pair<Measurement> {
  const [mine, others] = programs(tool, root);
  const run = (): Pair<Measurement> => [measure(mine), measure(others)];
  if (once) return run();
  run(); // warms the file cache
  const runs = Array.from({ length: ROUNDS }, run);
  return [medianOf(runs.map(([first]) => first)), medianOf(runs.map(([, second]) => second))];
}

function measure([program = '', ...args]: readonly string[]): Measurement {
  const output = execFileSync(process.execPath, [join(__dirname, `${program}.js`), ...args], { encoding: 'utf8' });
  return JSON.parse(output) as Measurement;
}

/** Each figure's own. */
function medianOf(runs: readonly Measurement[]): Measurement {
  const keys = Object.keys(runs[0] ?? {}) as (keyof Measurement)[];
  return Object.fromEntries(keys.map((key) => [key, median(runs.map((run) => run[key] ?? 0))])) as unknown as Measurement;
}

const median = (values: readonly number[]): number => [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)] ?? 0;

function restoring<T>(file: string | undefined, work: () => T): T {
  const before = file === undefined ? undefined : readFileSync(file);
  try {
    return work();
  } finally {
    if (file !== undefined && before !== undefined) writeFileSync(file, before);
  }
}

const LABELS = [
  ['processor', 'cpu', 'ms'],
  ['time     ', 'ms', 'ms'],
  ['memory   ', 'mb', 'MB'],
  ['output   ', 'output', 'MB'],
  ['verifying', 'verify', 'ms'],
] as const;

function print(title: string, [mine, others]: Pair<Measurement>): void {
  console.log(title);
  for (const [label, key, unit] of LABELS) {
    const [a, b] = [mine[key], others[key]];
    if (a !== undefined && b !== undefined)
      console.log(`  ${label} ${a.toFixed(0)} ${unit} / ${b.toFixed(0)} ${unit} = ${(a / b).toFixed(3)}`);
  }
}

function tableRow(row: Row, [mine, others]: Pair<Measurement>): string {
  const { name, of, most, memory } = row;
  const [a = 0, b = 0] = [mine[of], others[of]];
  const text = (value: number): string => (of === 'mb' ? `${value.toFixed(0)} MB` : `${(value / 1000).toFixed(value < 1000 ? 2 : 1)} s`);
  const used = memory === undefined ? '' : `; ${(mine.mb ?? 0).toFixed(0)} MB`;
  const met = a / b <= most && (memory === undefined || (mine.mb ?? 0) <= memory);
  return `| ${name} | ${Number((a / b).toPrecision(2))} (${text(a)} / ${text(b)}${used}) | ${goalOf(row)}${met ? '' : ': not met'} |`;
}

void main();
