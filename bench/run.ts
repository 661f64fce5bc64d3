import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getBindings } from './get-bindings';
import { getHelm } from './get-helm';
import type { Measurement } from './report';

/**
 * `npm run bench`, or `npm run bench -- <words>` for those whose titles have one of them: figures side by side in one run, each in a
 * process of its own, in turn, so that a noisy machine hits both alike. What counts is the ratio of medians. What its goal is missed by is
 * said where it is, and once more at the end.
 */
const ROUNDS = 3;
const root = process.cwd();
const words = process.argv.slice(2);
const missed: string[] = [];

/** What a figure may be at most: as a ratio to the other's, by itself, or more than the other's. In milliseconds or megabytes, as figures are. */
interface Goal {
  readonly as: 'ratio' | 'itself' | 'more';
  readonly most: number;
}
type Goals = { readonly [Key in keyof Measurement]?: Goal };

/** Ten times as many, in about ten times the time. */
const LINEAR: Goals = { cpu: { as: 'ratio', most: 10 } };

const EDIT = 'echo "// edited" >> system.ts';
const LOADING = ['loop', `node -e "require('cdktf'); require('cdk8s-plus-27')"`] as const;

async function main(): Promise<void> {
  const theirs = await getBindings(root);
  const ours = join(root, 'packages/provider-libvirt');
  compare('1,000 machines: these bindings / `cdktf get`', ['machines', ours, '1000'], ['machines', theirs, '1000'], {
    ms: { as: 'ratio', most: 0.1 },
    mb: { as: 'ratio', most: 0.25 },
  });
  const helm = getHelm(root);
  if (helm)
    compare('the manifests of 3,000 microservices / the same kinds by `helm template`', ['services', '3000'], ['helm', helm, '3000'], {
      cpu: { as: 'ratio', most: 0.5 },
    });
  compare('microservices to manifests: 3,000 / 300', ['services', '3000'], ['services', '300'], LINEAR);
  compare('workloads of all kinds to manifests: 3,000 / 300', ['workloads', '3000'], ['workloads', '300'], LINEAR);
  compare('machines of all kinds to Terraform: 3,000 / 300', ['stack', '3000'], ['stack', '300'], LINEAR);
  compare('flows resolved, rendered, verified: 20,000 / 2,000', ['flows', '20000'], ['flows', '2000'], {
    ...LINEAR,
    verify: { as: 'ratio', most: 10 },
    mb: { as: 'itself', most: 1000 },
  });
  // An edit that changes nothing in the outputs is compiled like any other.
  const edit = join(root, 'system.ts');
  const before = readFileSync(edit, 'utf8');
  try {
    compare(
      'the reference system after an edit, `npm run synth` / loading cdktf and cdk8s-plus',
      ['loop', `${EDIT} && npm run -s synth`],
      LOADING,
      { cpu: { as: 'ratio', most: 1.5 } },
    );
    // Where that goes: what is not ours of it.
    compare(
      'the compiler alone after an edit / loading cdktf and cdk8s-plus',
      ['loop', `${EDIT} && node_modules/.bin/tsc -b`],
      LOADING,
      {},
    );
    compare('a script of npm that does nothing / loading cdktf and cdk8s-plus', ['loop', 'npm run -s nothing --if-present'], LOADING, {});
  } finally {
    writeFileSync(edit, before);
  }
  compare('`isthmus --help` / Node alone', ['loop', 'node lib/src/cli/main.js --help > /dev/null'], ['loop', 'node -e 0'], {
    cpu: { as: 'more', most: 150 },
  });
  console.log(missed.length > 0 ? `\nGoals that are missed:\n${missed.join('\n')}` : '\nAll goals of these are met.');
}

function compare(what: string, a: readonly string[], b: readonly string[], goals: Goals): void {
  if (words.length > 0 && !words.some((word) => what.includes(word))) return;
  const runs: { a: Measurement; b: Measurement }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const run = { a: measure(a), b: measure(b) };
    if (round > 0) runs.push(run); // the first one warms the file cache
  }
  console.log(what);
  for (const [name, key, unit] of FIGURES) {
    const [mine, others] = [runs.map(({ a }) => a[key]), runs.map(({ b }) => b[key])].map((each) =>
      median(each.filter((n) => n !== undefined)),
    );
    if (mine === undefined || others === undefined) continue;
    const figure = `${name} ${mine.toFixed(0)} ${unit} / ${others.toFixed(0)} ${unit} = ${(mine / others).toFixed(3)}`;
    const { [key]: goal } = goals;
    const verdict = goal && verdictOn(goal, mine, others, unit);
    console.log(`  ${figure}${verdict ? ` (${verdict.words}${verdict.met ? '' : ': missed'})` : ''}`);
    if (verdict?.met === false) missed.push(`  ${what}: ${figure.replace(/\s+/g, ' ')} (${verdict.words})`);
  }
}

function verdictOn({ as, most }: Goal, mine: number, others: number, unit: string): { words: string; met: boolean } {
  const { value, of } = {
    ratio: { value: mine / others, of: '' },
    itself: { value: mine, of: ` ${unit}` },
    more: { value: mine - others, of: ` ${unit} more` },
  }[as];
  return { words: `at most ${most}${of}`, met: value <= most };
}

const FIGURES = [
  ['processor', 'cpu', 'ms'],
  ['time     ', 'ms', 'ms'],
  ['memory   ', 'mb', 'MB'],
  ['output   ', 'output', 'MB'],
  ['verifying', 'verify', 'ms'],
] as const;

function measure([program = '', ...args]: readonly string[]): Measurement {
  const output = execFileSync(process.execPath, [join(__dirname, `${program}.js`), ...args], { encoding: 'utf8' });
  return JSON.parse(output) as Measurement;
}

const median = (values: readonly number[]): number | undefined => [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)];

void main();
