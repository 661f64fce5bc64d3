/** @param lines commands as they are typed, some with what they are for */
export function examples(...lines: readonly (readonly [command: string, what?: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, what]) => `  $ npx ${what === undefined ? command : `${command.padEnd(width)}  # ${what}`}`).join('\n')}`;
}
