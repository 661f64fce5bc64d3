import { printableLines } from '../model/printable';

/** Prints for people or, as JSON, for programs: what is written here is all that a command says of users' texts. */
export const print = (text: string): void => void process.stdout.write(printableLines(text));

/** The same on standard error: what is no answer. */
export const printBeside = (text: string): void => void process.stderr.write(printableLines(text));
