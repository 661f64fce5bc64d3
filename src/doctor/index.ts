/**
 * Looks whether what has to be in place before the outputs are applied is there: on hosts, in clusters, and here. Only reads.
 */

import type { ResolvedSystem } from '../model/resolved';
import { Asking, type AskingOptions } from './asking';
import { clusterFindings } from './clusters';
import type { Finding } from './finding';
import { asksCluster, look } from './proofs';
import type { State, Verdict } from './verdict';

export type { AskingOptions, Run } from './asking';
export type { Finding } from './finding';
export { findingsText } from './text';

/** How many questions are under way at once. */
const TOGETHER = 8;

export interface ExamineOptions extends AskingOptions {
  /** Whether clusters are asked, too: before the first apply some may not be there. @default true */
  readonly clusters?: boolean;
}

/** What is to be looked at, in order, and what was found: nothing fails, whatever programs say. */
export async function examine(system: ResolvedSystem, { clusters = true, ...options }: ExamineOptions = {}): Promise<readonly Finding[]> {
  const asking = new Asking(system, options);
  const verdicts = new Map<string, Verdict[]>();
  const left = new Set(clusters ? [] : system.proofs.filter(({ proof }) => asksCluster(proof)).map(({ text }) => text));
  const waiting = system.proofs.filter(({ text }) => !left.has(text));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const verdict = await look(next.proof, asking);
      verdicts.set(next.text, [...(verdicts.get(next.text) ?? []), verdict]);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  const found: Finding[] = [];
  for (const cluster of clusters ? system.clusters : []) found.push(...(await clusterFindings(cluster, asking)));
  const wanted = system.prerequisites.filter((text) => !left.has(text));
  return [...found, ...wanted.map((text) => finding(text, verdicts.get(text) ?? []))];
}

/** The gravest of what was found of one prerequisite. */
const GRAVITY: { readonly [S in State]: number } = { missing: 2, unknown: 1, holds: 0 };

function finding(text: string, verdicts: readonly Verdict[]): Finding {
  const [gravest] = [...verdicts].sort((a, b) => GRAVITY[b.state] - GRAVITY[a.state]);
  if (!gravest) return { text, state: 'by hand', found: '' };
  const alike = verdicts.filter(({ state }) => state === gravest.state);
  return { ...gravest, text, found: [...new Set(alike.map(({ found }) => found))].join('; ') };
}
