import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program and answers what it prints. */
export type Run = (program: string, args: readonly string[]) => Promise<string>;

/** With the programs on this machine. @throws Error as they do, when they are missing or refused */
export const run: Run = async (program, args) => (await promisify(execFile)(program, [...args], { maxBuffer: 2 ** 28 })).stdout;
