import { execFileSync } from 'node:child_process';
import { SHELLS } from '../../src/cli/completion/shells';
import { levelsOf } from '../../src/cli/completion/tree';
import { isthmusProgram } from '../../src/cli/program';
import { refused } from './refused';

const LEVELS = levelsOf(isthmusProgram());

/** What bash offers for each line, whose last word is being typed. */
function offered(...lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const asked = lines.map(
    (words) =>
      `COMP_WORDS=(isthmus ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _isthmus; echo "\${COMPREPLY[@]}"`,
  );
  const script = [SHELLS.bash(LEVELS), ...asked].join('\n');
  const answer = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
  return answer
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split(' ').filter(Boolean));
}

test('bash offers every command and option where it can be typed', () => {
  expect(LEVELS.length).toBeGreaterThan(15);
  const all = offered(
    ...LEVELS.flatMap(({ path }) => [
      [...path, ''],
      [...path, '--'],
    ]),
  );
  for (const [index, { commands, options, choices }] of LEVELS.entries()) {
    expect(all[index * 2]).toEqual(expect.arrayContaining([...commands.map(({ word }) => word), ...choices]));
    expect(all[index * 2 + 1]).toEqual(options.map(({ word }) => word));
  }
});

test('bash finishes words, also behind options', () => {
  expect(offered(['lo'], ['lock', 're'], ['--env', 'staging', 'policy', '--det'], ['completion', 'z'], ['lock', 'release', 'x'])).toEqual([
    ['lock'],
    ['release', 'repair', 'renew'],
    ['--detailed-exitcode'],
    ['zsh'],
    [],
  ]);
});

test('says for which shells there is something', () => {
  expect(() => refused('completion', 'csh')).toThrow(/'csh' is invalid for argument 'shell'\. Allowed choices are bash, zsh, fish\./);
});

test.each(['zsh', 'fish'] as const)('%s is told all of them, each with what it is for', (shell) => {
  const script = SHELLS[shell](LEVELS);
  for (const { word, what } of LEVELS.flatMap(({ commands }) => commands)) {
    expect(script).toContain(word);
    expect(script).toContain(what);
  }
});
