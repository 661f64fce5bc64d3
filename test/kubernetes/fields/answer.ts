/** Where a field of Kubernetes' API comes from, or why it never does. */
export type Answer =
  | { readonly by: 'prop'; readonly text: string }
  | { readonly by: 'library'; readonly text: string }
  | { readonly by: 'refused'; readonly text: string }
  | { readonly by: 'patch'; readonly text: string };

/** What users say. */
export const prop = (text: string): Answer => ({ by: 'prop', text });
/** What is set for them, and why. */
export const library = (text: string): Answer => ({ by: 'library', text });
/** What nobody can say, since it would break a promise. */
export const refused = (text: string): Answer => ({ by: 'refused', text });
/** What only a patch of the native object says, and why there is no prop. */
export const patch = (text: string): Answer => ({ by: 'patch', text });

/** Whether such a field is ever written. */
export const isWritten = ({ by }: Answer): boolean => by === 'prop' || by === 'library';

export type Answers = Readonly<Record<string, Answer>>;
