import { NotUnderstoodError } from '../errors';

/** Words, braces and the ends of statements; comments are gone, sets are one word. */
export class Tokens {
  private readonly words: readonly string[];
  private at = 0;

  constructor(text: string) {
    const plain = text.replace(/^[ \t]*#.*$/gm, '');
    this.words = plain.match(/"[^"\n]*"|\{[^{}\n]*\}|[{};\n]|[^\s{};"]+/g)?.map((word) => (word === '\n' ? ';' : word)) ?? [];
  }

  next(): string | undefined {
    return this.words[this.at++];
  }

  peek(): string | undefined {
    return this.words[this.at];
  }

  expect(word: string): void {
    const found = this.next();
    if (found !== word) throw new NotUnderstoodError(`"${found}" where "${word}" was expected`);
  }

  /** Statements up to the end of the block that was opened. */
  statements(): readonly (readonly string[])[] {
    const all: string[][] = [[]];
    for (let word = this.next(); word !== '}'; word = this.next()) {
      if (word === undefined || word === '{') throw new NotUnderstoodError('a block within a chain, or one without an end');
      if (word === ';') all.push([]);
      else all.at(-1)?.push(word);
    }
    return all.filter((words) => words.length > 0);
  }
}
