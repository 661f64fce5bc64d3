import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface TrafficPeer {
  readonly Internal?: {
    readonly Namespace: string;
    readonly NamespaceLabels: Readonly<Record<string, string>>;
    readonly PodLabels: Readonly<Record<string, string>>;
  };
  readonly IP: string;
}

export interface Question {
  readonly Source: TrafficPeer;
  readonly Destination: TrafficPeer;
  readonly ResolvedPort: number;
  readonly ResolvedPortName: string;
  readonly Protocol: 'TCP' | 'UDP' | 'SCTP';
}

export interface Case {
  readonly policies: readonly unknown[];
  readonly questions: readonly Question[];
  readonly selections: readonly { readonly selector: unknown; readonly labels: Readonly<Record<string, string>> }[];
}

/** Answers in the order of a case's questions and selections. */
export interface Verdict {
  readonly traffic: readonly { readonly ingress: boolean; readonly egress: boolean }[];
  readonly selected: readonly boolean[];
}

type Judge = (cases: readonly Case[]) => readonly Verdict[];

const BUILD_LIMIT_MS = 180_000;
const ROOT = resolve(__dirname, '../..');

/** The independent engines, built into the modules' cache; a sentence that says why when it cannot be had. */
export function buildJudge(): Judge | string {
  const folder = join(ROOT, 'node_modules/.cache/second-opinion');
  // Test files run at the same time: each its own, so that nobody replaces what another one runs.
  const program = join(folder, `second-opinion-${process.env.JEST_WORKER_ID ?? '1'}`);
  mkdirSync(folder, { recursive: true });
  const build = spawnSync('go', ['build', '-trimpath', '-o', program, '.'], { cwd: __dirname, timeout: BUILD_LIMIT_MS, encoding: 'utf8' });
  if (build.error) return `second opinion skipped: Go is missing or too slow (${build.error.message})`;
  if (build.status !== 0) return `second opinion skipped: the engines do not build here (${build.stderr.trim().split('\n')[0]})`;
  return (cases) => {
    const run = spawnSync(program, { input: JSON.stringify(cases), encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (run.status !== 0) throw new Error(`second opinion failed: ${run.stderr}`);
    return JSON.parse(run.stdout) as readonly Verdict[];
  };
}
