import { spawnSync } from 'node:child_process';
import { MISSING_VARIABLE, PROGRAM_VARIABLE } from './build';

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

/** A test that asks the independent engines; skipped where they could not be had. */
export const judged: (name: string, run: () => void) => void = process.env[MISSING_VARIABLE] === undefined ? test : test.skip;

/** @throws Error unless the engines were built before the tests, as `npm run test:opinion` does */
export function judge(cases: readonly Case[]): readonly Verdict[] {
  const program = process.env[PROGRAM_VARIABLE];
  if (program === undefined) throw new Error('The engines were not built: npm run test:opinion');
  const run = spawnSync(program, { input: JSON.stringify(cases), encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (run.status !== 0) throw new Error(`second opinion failed: ${run.error?.message ?? run.stderr}`);
  return JSON.parse(run.stdout) as readonly Verdict[];
}
