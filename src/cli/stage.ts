import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedSystem, Warning } from '../model/resolved';

/** The two programs of a project, by the output that they write. */
export type Side = 'terraform' | 'kubernetes';

/** In the order in which they are run and told of. */
export const SIDES = ['terraform', 'kubernetes'] as const satisfies readonly Side[];

/** Where each side's output goes, as cdktf and cdk8s have it. */
export const OUTPUTS: Readonly<Record<Side, { readonly variable: string; readonly folder: string }>> = {
  terraform: { variable: 'CDKTF_OUTDIR', folder: 'cdktf.out' },
  kubernetes: { variable: 'CDK8S_OUTDIR', folder: 'dist' },
};

/**
 * Set by `isthmus` commands: a folder that takes what a program hands over (the resolved system, the new lock), so that the
 * project's own files stay as they are until everything has succeeded.
 */
export const STAGE_VARIABLE = 'ISTHMUS_STAGE';

/** Set by `isthmus lock init`: that there is no lock is meant, whatever was there before. */
export const NEW_LOCK_VARIABLE = 'ISTHMUS_NEW_LOCK';

const RESOLVED_FILE = 'resolved.json';
const SIDE_FILE = 'side.json';
/** Made by a program that has told its user what is wrong. */
const TOLD_FILE = 'told';
/** Made when the turn of a program has come. */
const BEGUN_FILE = 'begun';

/** What a program tells of itself. */
export interface HandedOver {
  readonly side: Side;
  /** Of the resolved system: both programs must have resolved the same. */
  readonly digest: string;
  readonly warnings: readonly Warning[];
}

/** Called by a program, last of all. */
export function handOver(
  stage: string,
  { side, system, warnings }: Pick<HandedOver, 'side' | 'warnings'> & { readonly system: ResolvedSystem },
): void {
  const text = JSON.stringify(system);
  writeFileSync(join(stage, RESOLVED_FILE), text);
  const handed: HandedOver = { side, warnings, digest: digestOf(text) };
  writeFileSync(join(stage, SIDE_FILE), JSON.stringify(handed));
}

/** Of a resolved system, as JSON. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Called by a program that has printed why it fails. */
export const markTold = (stage: string): void => writeFileSync(join(stage, TOLD_FILE), '');

export const wasTold = (stage: string): boolean => existsSync(join(stage, TOLD_FILE));

/** Called before a program that another one may keep from its turn. */
export const markBegun = (stage: string): void => writeFileSync(join(stage, BEGUN_FILE), '');

export const hasBegun = (stage: string): boolean => existsSync(join(stage, BEGUN_FILE));

/** What a program told of itself; undefined when it did not get that far. */
export function readHandedOver(stage: string): HandedOver | undefined {
  const file = join(stage, SIDE_FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as HandedOver) : undefined;
}

/** What a program resolved; undefined when it did not get that far. */
export function readResolved(stage: string): ResolvedSystem | undefined {
  const file = join(stage, RESOLVED_FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ResolvedSystem) : undefined;
}

/** Where two programs have resolved different systems, in words. */
export function differingParts(a: ResolvedSystem, b: ResolvedSystem): string {
  const parts = (Object.keys(a) as (keyof ResolvedSystem)[]).filter((part) => JSON.stringify(a[part]) !== JSON.stringify(b[part]));
  return parts.map((part) => `\`${part}\``).join(', ');
}
