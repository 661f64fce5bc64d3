import type { ResolvedPathRewrite } from '../../resolved';

/** Whether a rewrite leaves a part of the path as it is: then it is for routes of one prefix. */
export const CHANGES_PART: { readonly [R in ResolvedPathRewrite['replaces']]: boolean } = { all: false, prefix: true };
