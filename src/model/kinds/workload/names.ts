/** Characters of a name that is followed by a hyphen and ten more in a label of its pods, or in the name of its runs. */
const LONGEST = 52;

/** Why a name leaves no room for what Kubernetes puts behind it. */
export const roomDefect =
  (what: string) =>
  (name: string): string | undefined =>
    name.length <= LONGEST ? undefined : `it has ${name.length} characters, and Kubernetes takes ${LONGEST} for ${what}`;
