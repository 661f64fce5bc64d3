import { compareText } from '../../../model/values';

/** The more precise host name first, which HAProxy is to ask for first: a whole one, then the longest that stands for all below it, then every one. */
export const preciseHost = (a: string | undefined, b: string | undefined): number =>
  rank(b) - rank(a) || (b?.length ?? 0) - (a?.length ?? 0) || compareText(a ?? '', b ?? '');

const rank = (hostname: string | undefined): number => (hostname === undefined ? 0 : hostname.startsWith('*') ? 1 : 2);

/** How HAProxy compares a name. */
export const hostWords = (hostname: string): string => (hostname.startsWith('*') ? `-m end ${hostname.slice(1)}` : `-m str ${hostname}`);
