import { type Lock, serializeLock } from '../model/lock/lock';
import { checkLock, parseLock, readLockText } from '../model/lock/parse';
import { release } from '../model/lock/release';
import { renew } from '../model/lock/renew';
import { type Choice, type Repair, repair } from '../model/lock/repair';
import { upgrade } from '../model/lock/upgrade';
import { InvalidSystemError, type Problem } from '../model/problem';
import { CommandError } from './command-error';
import { exclusively } from './exclusive';
import { lockFile, lockFilesHere, readLockFile, writeLockText } from './lock-file';
import { findSides, type NamedSides, type SideOptions } from './lock-sides';
import { print } from './print';
import { newLock } from './run-app';
import { stillApplied } from './state';

/** `isthmus lock release`: forgets something that has left the system, so that its address is free again. */
export function lockRelease(name: string): void {
  exclusively(() => {
    const lock = parsed(readText(), parseLock);
    const released = release(lock, name);
    const still = stillApplied(lock, name);
    if (still.length > 0)
      throw new CommandError(
        `The removal of "${name}" is not applied yet: the state has ${still.join(' and ')}.\nApply it, then release the name.`,
      );
    write(released);
  });
  print(`${lockFile()}: "${name}" is released.\n`);
}

/** `isthmus lock renew`: what is inside a guest is as the system says, brought there by hand or set up anew. */
export function lockRenew(name: string): void {
  changeLock((lock) => renew(lock, name));
  print(`${lockFile()}: what is inside "${name}" is as the system says. The next synth notes what that is.\n`);
}

/** `isthmus lock init`: a lock for a system of which nothing is applied, whatever was here before. */
export function lockInit(): void {
  const system = exclusively(() => {
    if (readLockFile() !== undefined) throw new CommandError(`There is an ${lockFile()} here: nothing has to begin anew.`);
    const fresh = newLock();
    writeLockText(lockFile(), fresh.text);
    return fresh.system;
  });
  print(
    `${lockFile()} is new: ${system.name} has its addresses (${system.machines.length} for virtual machines) as if it had just been written.\n`,
  );
}

/** `isthmus lock accept`: an edit by hand was meant. A lock of the format before is written in that of today. */
export function lockAccept(): void {
  exclusively(() => write(parsed(upgrade(parsed(readText(), readLockText).lock), checkLock)));
  print(`${lockFile()} is accepted as it is.\n`);
}

export interface RepairOptions extends SideOptions {
  /** `ours` or `theirs`: the side that is applied to the hosts. @default - what cannot be decided is asked */
  readonly applied?: string;
  /** `<name>=ours` or `<name>=theirs`. @default - none */
  readonly take?: readonly string[];
}

/**
 * `isthmus lock repair`: one lock out of the two sides of a merge.
 * @throws CommandError with the questions that have to be answered first; nothing is written then
 */
export function lockRepair(options: RepairOptions = {}): void {
  const choice = choiceOf(options);
  const done = exclusively(() => {
    const text = readText();
    const sides = findSides(options);
    if (!sides) return nothingToMerge(text);
    const result = repair(sides, choice);
    if (result.questions.length > 0) throw new CommandError(questionsText(result, sides));
    write(result.lock);
    return result.dropped;
  });
  const rest = done.length === 0 ? '' : `\nTo be planned anew by the next synth: ${done.join(', ')}.`;
  print(`${lockFile()} is whole.${rest}\n`);
}

const isSide = (text: string | undefined): text is 'ours' | 'theirs' => text === 'ours' || text === 'theirs';

function choiceOf({ applied, take = [] }: RepairOptions): Choice {
  if (applied !== undefined && !isSide(applied)) throw new CommandError(`--applied is "${applied}": write ours or theirs.`);
  const taken = take.map((text) => {
    const [name, side] = text.split('=');
    if (!isSide(side)) throw new CommandError(`--take is "${text}": write NAME=ours or NAME=theirs.`);
    return [name, side] as const;
  });
  return { ...(applied === undefined ? {} : { applied }), take: Object.fromEntries(taken) };
}

/** Without a merge that git knows of there is nothing to join: either all is well, or somebody has to say what the sides were. */
function nothingToMerge(text: string): readonly string[] {
  const found: Problem[] = [];
  if (parseLock(text, (problem) => found.push(problem))) return [];
  throw new CommandError(
    `${found.map(({ message }) => message).join('\n')}\ngit knows of no merge that ${lockFile()} comes from. Name its two sides, a git revision or a file each: npx isthmus lock repair --ours … --theirs …\nIf it was edited by hand: npx isthmus lock accept`,
  );
}

function questionsText({ questions }: Repair, { names }: NamedSides): string {
  const example = questions[0]?.names[0];
  return [
    `${lockFile()} does not follow from the two sides alone (ours: ${names.ours}; theirs: ${names.theirs}):`,
    ...questions.map(({ text }) => `  ${text}`),
    'Which side is applied to the hosts? Say so by one of',
    '  npx isthmus lock repair --applied ours',
    '  npx isthmus lock repair --applied theirs',
    `For one name by itself add --take ${example}=ours or --take ${example}=theirs. Nothing was written.`,
  ].join('\n');
}

function readText(): string {
  const text = readLockFile();
  if (text === undefined) {
    const others = lockFilesHere();
    const there = others.length > 0 ? `there is ${others.join(', ')}` : 'run the command in the folder of the project';
    throw new CommandError(`There is no ${lockFile()} here: ${there}.`);
  }
  return text;
}

/** What a reader makes of something. @throws InvalidSystemError when it finds problems */
function parsed<From, To>(from: From, read: (from: From, report: (problem: Problem) => void) => To | undefined): To {
  const problems: Problem[] = [];
  const value = read(from, (problem) => problems.push(problem));
  if (value === undefined) throw new InvalidSystemError(problems);
  return value;
}

/** The lock here. @throws CommandError when there is none, InvalidSystemError when it cannot be read */
export const currentLock = (): Lock => parsed(readText(), parseLock);

/** Writes what becomes of the lock here. @throws as {@link currentLock} */
export const changeLock = (change: (lock: Lock) => Lock): void => exclusively(() => write(change(currentLock())));

const write = (lock: Lock): void => writeLockText(lockFile(), serializeLock(lock));
