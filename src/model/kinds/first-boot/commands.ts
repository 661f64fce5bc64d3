import type { Command } from '../../guest/command';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedCommand, ResolvedOs } from '../../resolved';
import { entriesInOrder, shellQuoted } from '../../values';
import { checkVariable } from './variables';

export function checkCommands(path: string, commands: readonly Command[], report: Report): void {
  for (const [index, { words, script, props }] of commands.entries()) {
    const prop = `commands[${index}]`;
    const text = script ?? words?.[0] ?? '';
    if (text.trim() === '') {
      const fix = "Write Command.run(['/usr/bin/app', '--setup']) or Command.script('…').";
      report(problems.invalidFirstBoot(path, prop, 'it runs nothing', fix));
    }
    for (const [name, variable] of Object.entries(props.variables ?? {})) {
      if (!/^[A-Z_][A-Z0-9_]*$/.test(name)) {
        const fix = 'Use capital letters, digits and underscores, such as ACTIVATION_KEY.';
        report(problems.invalidFirstBoot(path, `${prop}.variables`, `"${name}" is no name of an environment variable`, fix));
      }
      checkVariable(path, `${prop}.variables.${name}`, variable, report);
    }
  }
}

/** A word as bash takes it, whatever is in it. */
const wordOf = (text: string): string => (/^[A-Za-z0-9/._=:@%+,-]+$/.test(text) ? text : shellQuoted(text));

/** Where nothing is installed, those that come before packages are the first ones. */
export function resolveCommands(commands: readonly Command[], { imageBased }: ResolvedOs): readonly ResolvedCommand[] {
  const all = commands.map(({ words = [], script, props: { variables = {}, beforePackages = false } }) => ({
    script: script ?? words.map(wordOf).join(' '),
    variables: entriesInOrder(variables).map(([name, variable]) => ({ name, variable })),
    beforePackages,
  }));
  if (imageBased === undefined) return all;
  return [...all.filter((each) => each.beforePackages), ...all.filter((each) => !each.beforePackages)].map((each) => ({
    ...each,
    beforePackages: false,
  }));
}
