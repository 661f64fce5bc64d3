import type { Problem } from '../problem';

export const invalidGuestOs = (path: string, title: string, reason: string, fix: string): Problem => ({
  code: 'INVALID_GUEST_OS',
  path,
  message: `Its operating system ${title}: ${reason}.`,
  fix,
});

/**
 * @param minimum the prop of a custom operating system that says otherwise
 * @param least with its unit, as `given`
 */
export const belowMinimum = (
  path: string,
  prop: string,
  minimum: string,
  given: string,
  least: string,
  { title, id }: { readonly title: string; readonly id: string },
): Problem => ({
  code: 'BELOW_MINIMUM',
  path,
  message: `"${prop}" is ${given}, and ${title} needs ${least}.`,
  fix: `Give it ${least} or more. Where an image of ${title} is known to do with less, say how much: GuestOs.custom({ like: …, id: '${id}', ${minimum}: … }).`,
});
