import { printable } from '../model/values';

/** Text of users, such that it stays text in GitHub-flavoured Markdown. */
export const plain = (text: string): string =>
  printable(text.replace(/\s+/g, ' ')).replace(/[\\`*_[\]<>|#&~]/g, (character) => `\\${character}`);
