import type { ResolvedCommand, ResolvedOs } from '../../../model/resolved';
import { bashProgram, bootOnce, ETC, type GuestFile, type GuestPart, program, programsOf } from '../part';
import { secret, secretFile } from '../secret';

const COMMANDS = `${ETC}/commands`;
const SECRETS = `${ETC}/secrets`;
/** Marks of what was done. */
const DONE = '/var/lib/isthmus/commands';

const numbered = (index: number): string => String(index + 1).padStart(3, '0');

/** What its user runs in a guest, before packages are installed and at the end. */
export function commandsPart(all: readonly ResolvedCommand[], os: ResolvedOs): GuestPart {
  const before = all.filter(({ beforePackages }) => beforePackages);
  const after = all.filter(({ beforePackages }) => !beforePackages);
  const variables = [...new Set(after.flatMap((command) => command.variables.map(({ variable }) => variable)))].sort();
  return {
    boot: before.map((command, index) =>
      bootOnce(
        `command-${numbered(index)}`,
        'bash',
        earlyScript(command, index),
        ...command.variables.map(({ variable }) => secret(variable)),
      ),
    ),
    files: [
      ...variables.map((variable) => secretFile(`${SECRETS}/${variable}`, variable)),
      ...after.map((command, index): GuestFile => ({ path: `${COMMANDS}/${numbered(index)}`, content: script(command), mode: '0700' })),
      ...(after.length === 0 ? [] : [runner(programsOf(os))]),
    ],
    steps: after.length === 0 ? [] : [program('commands', programsOf(os))],
  };
}

/** What stops a first boot whose early commands have failed: nothing has stopped what came between. */
export const earlyCommandsDone = (all: readonly ResolvedCommand[]): readonly string[] =>
  all
    .filter(({ beforePackages }) => beforePackages)
    .map((_, index) => {
      const mark = `${DONE}/before-packages-${numbered(index)}`;
      return `test -e ${mark} || { echo 'isthmus-commands: command ${numbered(index)} of those before packages has failed: see above' >&2; exit 1; }`;
    });

/** A proxy says by itself which of its exports are meant: `http_proxy` is in the environment of first boots. */
function script({ script: text, variables }: ResolvedCommand): string {
  const told = variables.flatMap(({ name, variable }) => [`${name}=$(cat ${SECRETS}/${variable})`, `export ${name}`]);
  return ['#!/bin/bash', 'set -euo pipefail', ...told, text.trimEnd(), ''].join('\n');
}

/** Before packages there is no file of ours yet: secrets come as words. */
function earlyScript({ script: text, variables }: ResolvedCommand, index: number): string {
  const told = variables.flatMap(({ name }, place) => [`${name}=$(printf '%s' "\${${place + 1}}" | base64 -d)`, `export ${name}`]);
  return [
    'set -euo pipefail',
    // Enterprise Linux does not wait for its network before this stage.
    'if command -v nm-online > /dev/null; then nm-online -s -q -t 60 || true; fi',
    ...told,
    '(',
    text.trimEnd(),
    ')',
    `mkdir -p ${DONE}`,
    `touch ${DONE}/before-packages-${numbered(index)}`,
    '',
  ].join('\n');
}

const runner = (folder: string | undefined): GuestFile =>
  bashProgram(
    'commands',
    `Runs the commands in ${COMMANDS} one after the other, those that have not been run yet. Safe to run again.`,
    `
mkdir -p ${DONE}
for command in ${COMMANDS}/*; do
  name=\${command##*/}
  [ ! -e ${DONE}/"$name" ] || continue
  echo "isthmus-commands: $command"
  status=0
  bash "$command" < /dev/null || status=$?
  [ "$status" = 0 ] || fail "$command ended with $status, and nothing after it was run"
  touch ${DONE}/"$name"
done
rm -rf ${SECRETS}
`,
    folder,
  );
