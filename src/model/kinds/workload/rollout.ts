import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedRollout, Share } from '../../resolved';
import { instance, type Shape } from '../../shape';
import { Rollout } from '../../workload/rollout';

/** How pods are replaced: what users may say of it, by kind of workload. */

type Kind = ResolvedRollout['kind'];

/** How users write each. */
const WORDS: { readonly [K in Kind]: string } = {
  rolling: 'Rollout.rolling(…)',
  recreate: 'Rollout.recreate()',
  'from-ordinal': 'Rollout.fromOrdinal(…)',
  'on-delete': 'Rollout.onDelete()',
};

export function rolloutAs(...kinds: readonly Kind[]): Shape {
  const expected = kinds.map((kind) => WORDS[kind]).join(' or ');
  return instance(expected, Rollout, {
    resolved: (resolved, where, visit) => {
      const { kind } = resolved as ResolvedRollout;
      if (!kinds.includes(kind)) visit.defect(where, expected, WORDS[kind]);
    },
  });
}

/** One answer for each way that there is. */
export const matchRollout = <R extends ResolvedRollout, T>(
  rollout: R,
  answers: { readonly [K in R['kind']]: (rollout: Extract<R, { readonly kind: K }>) => T },
): T => (answers[rollout.kind as R['kind']] as (rollout: R) => T)(rollout);

export type Rolling = Extract<ResolvedRollout, { readonly kind: 'rolling' }>;

/** Why something is no number of pods, in words; undefined when it is one. */
export function shareDefect(share: unknown): string | undefined {
  if (typeof share === 'number') return Number.isInteger(share) && share >= 0 ? undefined : `${share} is not a whole number from 0`;
  const percent = typeof share === 'string' ? /^(\d{1,3})%$/.exec(share)?.[1] : undefined;
  return percent !== undefined && Number(percent) <= 100
    ? undefined
    : `${JSON.stringify(share)} is neither a number of pods nor per cent as "25%"`;
}

export const isNone = (share: Share): boolean => Number.parseInt(String(share), 10) === 0;

/** Pods that a share of all is, rounded up. */
export const podsIn = (share: Share, all: number): number =>
  typeof share === 'number' ? share : Math.ceil((Number.parseInt(share, 10) * all) / 100);

export function checkPodShares(path: string, prop: string, shares: object, report: Report): boolean {
  const defects = Object.entries(shares).flatMap(([name, share]) => {
    const defect = share === undefined ? undefined : shareDefect(share);
    return defect === undefined ? [] : [`${prop}.${name}: ${defect}.`];
  });
  for (const defect of defects) report(problems.invalidWorkload(path, defect, 'Write a number such as 1, or per cent such as "25%".'));
  return defects.length === 0;
}

/** What nothing is said of, as pods of a Deployment are replaced: new ones first. Where each has a node of its own there is no room for that. */
export function rollingShares({ maxUnavailable, maxSurge }: Rolling, alone: boolean) {
  return { maxUnavailable: maxUnavailable ?? (alone ? 1 : 0), maxSurge: maxSurge ?? (alone ? 0 : '25%') } as const;
}

/** That old pods can make room for new ones. */
export function checkRolling(path: string, rollout: Rolling, alone: boolean, report: Report): void {
  const { kind: _, ...given } = rollout;
  if (!checkPodShares(path, 'rollout', given, report)) return;
  const { maxUnavailable, maxSurge } = rollingShares(rollout, alone);
  if (isNone(maxUnavailable) && isNone(maxSurge)) {
    const text = 'rollout: no pod may be missing and none may be there in addition: nothing could ever be replaced.';
    report(problems.invalidWorkload(path, text, 'Raise maxUnavailable or maxSurge.'));
  } else if (alone && isNone(maxUnavailable)) {
    const text = 'rollout: new pods would wait for a node or a volume of their own, which old ones leave only after them.';
    report(
      problems.invalidWorkload(
        path,
        text,
        'Let maxUnavailable be 1 or more; or only prefer the spread over nodes, and use volumes that several nodes can have.',
      ),
    );
  }
}
