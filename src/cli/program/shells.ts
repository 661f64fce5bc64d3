import { Argument, type Command } from 'commander';
import { SHELLS, type Shell } from '../completion/shells';
import { examples } from './examples';
import { LOAD } from './load';

/** What shells are told. */
export function addShells(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'whose words are completed').choices(Object.keys(SHELLS)))
    .description('print what a shell reads to complete commands and options')
    .addHelpText(
      'after',
      examples(
        ['isthmus completion bash >> ~/.bashrc', 'where isthmus is an alias, or on the PATH'],
        ['isthmus completion zsh > ~/.zfunc/_isthmus', 'a folder of $fpath'],
        ['isthmus completion fish > ~/.config/fish/completions/isthmus.fish'],
      ),
    )
    .action((shell: Shell) => LOAD.completion().completion(program, shell));
}
