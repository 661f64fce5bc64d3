import type { Command } from 'commander';

/** A word that can be typed, and what it is for. */
export interface Word {
  readonly word: string;
  readonly what: string;
}

/** What can follow a command. */
export interface Level {
  /** Names of the commands that lead here: empty for the program itself. */
  readonly path: readonly string[];
  readonly commands: readonly Word[];
  readonly options: readonly Word[];
  /** What its first argument can be, where that is known. */
  readonly choices: readonly string[];
}

/** All levels of a program, as commander knows them: the program itself first. */
export function levelsOf(command: Command, path: readonly string[] = [], inherited: readonly Word[] = []): readonly Level[] {
  const help = command.createHelp();
  const own = help.visibleOptions(command).map(({ long, short, description }) => ({ word: long ?? short ?? '', what: description }));
  // Where it is defined, and in all commands below: `--env`.
  const handedOn = [...inherited, ...own.filter(({ word }) => !['--help', '--version'].includes(word))];
  const commands = help.visibleCommands(command).filter((each) => each.name() !== 'help');
  const level: Level = {
    path,
    commands: commands.map((each) => ({ word: each.name(), what: each.description() })),
    options: [...own, ...inherited],
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
  return [level, ...commands.flatMap((each) => levelsOf(each, [...path, each.name()], handedOn))];
}
