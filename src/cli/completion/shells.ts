// No more of the model than this: every start of the command reads it.
import { shellQuoted as quoted } from '../../model/values/text';
import type { Level, Word } from './tree';

const pathOf = ({ path }: Level): string => ['isthmus', ...path].join(' ');
const wordsOf = ({ commands, options, choices }: Level): readonly string[] => [
  ...choices,
  ...[...commands, ...options].map(({ word }) => word),
];

/** Follows the words before the one that is being typed to the command that they lead to. */
const follow = (levels: readonly Level[], words: string): string => `  for word in ${words}; do
    case "$at $word" in
      ${levels
        .slice(1)
        .map((level) => quoted(pathOf(level)))
        .join('|')}) at="$at $word" ;;
    esac
  done`;

const bash = (levels: readonly Level[]): string => `_isthmus() {
  local at=isthmus word words=
${follow(levels, `"\${COMP_WORDS[@]:1:COMP_CWORD-1}"`)}
  case "$at" in
${levels.map((level) => `    ${quoted(pathOf(level))}) words=${quoted(wordsOf(level).join(' '))} ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _isthmus isthmus
`;

/** In zsh's lists a colon parts a word from what it is for. */
const described = ({ word, what }: Word): string => quoted(`${word}:${what}`);

const zsh = (levels: readonly Level[]): string => `#compdef isthmus
_isthmus() {
  local at=isthmus word
  local -a commands options choices
${follow(levels, `"\${(@)words[2,CURRENT-1]}"`)}
  case "$at" in
${levels
  .map(
    (level) => `    ${quoted(pathOf(level))})
      commands=(${level.commands.map(described).join(' ')})
      options=(${level.options.map(described).join(' ')})
      choices=(${level.choices.map(quoted).join(' ')}) ;;`,
  )
  .join('\n')}
  esac
  if [[ "$PREFIX" == -* ]]; then
    _describe -o option options
  else
    (( $#commands )) && _describe command commands
    (( $#choices )) && compadd -- $choices
    (( $#commands + $#choices )) || _files
  fi
}
(( $+functions[compdef] )) && compdef _isthmus isthmus
`;

const fish = (levels: readonly Level[]): string => {
  const children = (level: Level): readonly string[] => level.commands.map(({ word }) => word);
  const condition = (level: Level): string =>
    [
      ...level.path.map((name) => `__fish_seen_subcommand_from ${name}`),
      ...(children(level).length > 0 ? [`not __fish_seen_subcommand_from ${children(level).join(' ')}`] : []),
    ].join('; and ');
  const lines = levels.flatMap((level) => {
    const when = condition(level);
    const start = `complete -c isthmus${when === '' ? '' : ` -n ${quoted(when)}`}`;
    return [
      ...level.commands.map(({ word, what }) => `${start} -f -a ${quoted(word)} -d ${fishText(what)}`),
      ...level.choices.map((word) => `${start} -f -a ${quoted(word)}`),
      ...level.options.map(({ word, what }) => `${start} -l ${word.slice(2)} -d ${fishText(what)}`),
    ];
  });
  return `${lines.join('\n')}\n`;
};

/** fish knows two escapes within single quotes. */
const fishText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** What each shell reads to complete commands. */
export const SHELLS = { bash, zsh, fish } as const;

export type Shell = keyof typeof SHELLS;
