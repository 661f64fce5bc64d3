import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { EngineName } from '../../model';
import { CommandError } from '../command-error';
import { VERIFIERS } from './forms';

/**
 * `isthmus verifier`: what a database is given in place of a password. Asks for it twice at a terminal, without showing it; else takes
 * the first line of standard input. The password is no argument: those can be read by everybody on the machine.
 * @throws CommandError for an engine that is not known, and a password that cannot be one
 */
export async function verifier(engine: string): Promise<void> {
  if (!isEngine(engine)) throw new CommandError(`There is no engine "${engine}"; there are: ${Object.keys(VERIFIERS).join(', ')}.`);
  const { saltBytes, refuses, make } = VERIFIERS[engine];
  const password = await (process.stdin.isTTY ? askTwice() : firstLine());
  const why = password === '' ? 'it is empty' : refuses?.(password);
  if (why !== undefined) throw new CommandError(`This cannot be the password: ${why}.`);
  process.stdout.write(`${make(password, randomBytes(saltBytes))}\n`);
}

const isEngine = (text: string): text is EngineName => Object.hasOwn(VERIFIERS, text);

async function askTwice(): Promise<string> {
  const password = await ask('Password: ');
  if ((await ask('The same again: ')) !== password) throw new CommandError('These are two different passwords.');
  return password;
}

/** A line that is typed unseen. */
async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('SIGINT', () => reject(new CommandError('')));
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

async function firstLine(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1)[0] ?? '';
}
