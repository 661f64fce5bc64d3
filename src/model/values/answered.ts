/** An answer for each member of a union, by the word that tells it from the others. @typeParam About what else it is about */
export type AnswerOfEach<U extends Readonly<Record<K, string>>, K extends string, T, About = void> = {
  readonly [M in U as M[K]]: (member: M, about: About) => T;
};

/**
 * Asks the members of a union, each of which has an answer.
 * @param key the field whose word tells them apart
 * @returns what makes one question of the answers to it, which are made once
 */
export function answered<U extends Readonly<Record<K, string>>, K extends string>(
  key: K,
): <T, About = void>(answers: AnswerOfEach<U, K, T, About>) => (member: U, about: About) => T {
  return <T, About = void>(answers: AnswerOfEach<U, K, T, About>) =>
    // The answer of a word takes the members that have it.
    (member: U, about: About): T =>
      (answers[member[key] as keyof typeof answers] as unknown as (member: U, about: About) => T)(member, about);
}
