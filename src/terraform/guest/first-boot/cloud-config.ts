import { type CONTINUED, isContinued } from '../../../model/kinds/first-boot/cloud-config';
import { InvalidSystemError } from '../../../model/problem';
import { firstBootReserved } from '../../../model/problems';
import type { ResolvedMachine } from '../../../model/resolved';
import type { GuestFile } from '../part';
import type { Template } from '../template';

/**
 * A user's own part of cloud-init's configuration, joined with the library's when the stack is synthesized: one document, which tests and the verifier
 * read as the guest does. (cloud-init could join parts itself, by rules that each part brings along; what comes out is then known to the guest alone.)
 */
type Config = Readonly<Record<string, unknown>>;

/** The model has seen to it that it is one, of plain values. */
export const listIn = (config: Config, key: (typeof CONTINUED)[number]): readonly Template[] => (config[key] ?? []) as readonly Template[];

export const orNone = (list: readonly Template[]): Template => (list.length === 0 ? undefined : list);

/** All other keys. What the library has said of an object stays where the user says nothing of it. */
export function restOf(config: Config, own: Readonly<Record<string, Template>>): Readonly<Record<string, Template>> {
  const entries = Object.entries(config).filter(([key]) => !isContinued(key));
  return Object.fromEntries(
    entries.map(([key, value]) => [key, isObject(value) && isObject(own[key]) ? { ...own[key], ...value } : value]),
  ) as Readonly<Record<string, Template>>;
}

const isObject = (value: unknown): value is Readonly<Record<string, Template>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws InvalidSystemError when a file is written twice: the user's would be in the place of what a guest of its kind needs, or the other way */
export function checkWritten({ name }: ResolvedMachine, files: readonly GuestFile[], config: Config): void {
  const paths = [
    ...files.map(({ path }) => path),
    ...listIn(config, 'write_files').map((file) => `${(file as { readonly path?: unknown }).path}`),
  ];
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined)
    throw new InvalidSystemError([firstBootReserved(name, 'files', twice, 'it is written for what the machine is, too')]);
}
