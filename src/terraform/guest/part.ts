import { OWN_PROGRAMS } from '../../model/guest/image-based';
import { DefectError } from '../../model/problem';
import type { PackageManager, ResolvedOs } from '../../model/resolved';
import type { Template, TerraformExpression } from './template';

export type { PackageManager } from '../../model/resolved';

/** A table of what is set up, by package manager. Undefined: not there, which the model has refused (`guest/not-set-up.ts`). */
export type WhereSetUp<T> = { readonly [M in PackageManager]: T | undefined };

/** @throws DefectError where it is not set up */
export function setUpOn<T>(table: WhereSetUp<T>, manager: PackageManager): T {
  const found = table[manager];
  if (found === undefined) throw new DefectError(`what is asked for is not set up where ${manager} is`);
  return found;
}

/** A file that cloud-init writes before anything is installed. */
export interface GuestFile {
  readonly path: string;
  /** Text, or an expression whose value is base64. */
  readonly content: string | TerraformExpression;
  /** Octal. */
  readonly mode: string;
  /** Whether `content` is base64 as it stands. @default false */
  readonly isBase64?: boolean;
  /** `user:group`. @default - root's */
  readonly owner?: string;
  /** Whether it is written when packages and users are there. @default false */
  readonly late?: boolean;
  /** Whether it goes on after what is there. @default false */
  readonly appended?: boolean;
  /** Whether it differs between machines that are told the same otherwise. @default false */
  readonly individual?: boolean;
}

/** What one subject adds to the first boot of a guest. */
export interface GuestPart {
  /** Packages, where the guest installs any. */
  readonly packages?: readonly string[];
  readonly files?: readonly GuestFile[];
  /** Shell commands of the first boot, run in order after the packages are there. The first that fails ends them, and cloud-init reports an error. */
  readonly steps?: readonly string[];
  /** What runs before files are written and packages installed: the words of commands, each once. */
  readonly boot?: readonly Template[];
  /** Other keys of cloud-init's configuration. */
  readonly config?: Readonly<Record<string, Template>>;
}

/** Runs something once in cloud-init's earliest stage. @param more what the text finds as `$1`, `$2`, … */
export const bootOnce = (name: string, shell: 'sh' | 'bash', text: string, ...more: readonly Template[]): Template => [
  ...['cloud-init-per', 'instance', `isthmus-${name}`, shell, '-c', text],
  ...(more.length > 0 ? [name, ...more] : []),
];

/** Where this project's own files lie in a guest. */
export const ETC = '/etc/isthmus';

/** A program of this project's in a guest. @param folder where it lies, when `/usr/local` is not to be written to */
export const program = (name: string, folder = '/usr/local/sbin'): string => `${folder}/isthmus-${name}`;

/** Where programs of this project's lie in what comes as a whole image; undefined elsewhere, for their usual place. */
export const programsOf = ({ imageBased }: ResolvedOs): string | undefined => (imageBased === undefined ? undefined : OWN_PROGRAMS);

/**
 * A shell program. It stops at the first command that fails.
 * @param purpose what it is for, in one or more lines
 */
export function bashProgram(name: string, purpose: string, body: string, folder?: string): GuestFile {
  const comment = purpose.replace(/^/gm, '# ');
  const content = `#!/bin/bash
${comment}
set -euo pipefail

fail() {
  echo "isthmus-${name}: $*" >&2
  exit 1
}

${body.trim()}
`;
  return { path: program(name, folder), content, mode: '0755' };
}

/** All parts as one, in their order. */
export function joinParts(parts: readonly GuestPart[]): Required<GuestPart> {
  return {
    packages: parts.flatMap((part) => part.packages ?? []),
    files: parts.flatMap((part) => part.files ?? []),
    steps: parts.flatMap((part) => part.steps ?? []),
    boot: parts.flatMap((part) => part.boot ?? []),
    config: Object.assign({}, ...parts.map((part) => part.config ?? {})),
  };
}
