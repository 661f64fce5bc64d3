import { spawnSync } from 'node:child_process';
import { HARDENING_VARIABLE, MISSING_VARIABLE, PROGRAM_VARIABLE, READER_VARIABLE } from './build';

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
export const judge = (cases: readonly Case[]): readonly Verdict[] => run(PROGRAM_VARIABLE, [], JSON.stringify(cases)) as readonly Verdict[];

/** Something that others hold for unsafe. */
export interface Complaint {
  /** Kind and name. */
  readonly object: string;
  /** `pod-security`, or how kube-score calls its check. */
  readonly check: string;
  readonly text: string;
}

/**
 * @param version minor version of Kubernetes, e.g. `1.34`
 * @throws Error unless the engines were built before the tests, as `npm run test:opinion` does
 */
export function harden(
  manifests: readonly object[],
  version: string,
): { readonly pods: number; readonly complaints: readonly Complaint[] } {
  const documents = manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n');
  return run(HARDENING_VARIABLE, [`v${version}`], documents) as ReturnType<typeof harden>;
}

/**
 * The documents of a stream of YAML, as kubectl reads them.
 * @throws Error unless the engines were built before the tests, as `npm run test:opinion` does
 */
export const readAsKubectl = (stream: string): readonly unknown[] => run(READER_VARIABLE, [], stream) as readonly unknown[];

function run(variable: string, args: readonly string[], input: string): unknown {
  const program = process.env[variable];
  if (program === undefined) throw new Error('The engines were not built: npm run test:opinion');
  const ended = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (ended.status !== 0) throw new Error(`second opinion failed: ${ended.error?.message ?? ended.stderr}`);
  return JSON.parse(ended.stdout);
}
