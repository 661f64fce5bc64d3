import { type Difference, missing, tooWide } from '../difference';

/** What is there and not stated, and what is stated and not there. @param what the beginning of both sentences, before each of them */
export function compared(about: string, what: string, stated: readonly string[], found: readonly string[]): readonly Difference[] {
  const [more] = found.filter((each) => !stated.includes(each));
  const [fewer] = stated.filter((each) => !found.includes(each));
  return [
    ...(more === undefined ? [] : [tooWide(about, `${what} ${more}, which is not in the model`)]),
    ...(fewer === undefined ? [] : [missing(about, `nothing gives ${what} ${fewer}`)]),
  ];
}
