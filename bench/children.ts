import { spawnSync } from 'node:child_process';

/**
 * Runs a line of shell, without what it prints.
 * @returns milliseconds that processors spent on all processes that it started
 */
export function processorTimeOf(line: string, ...args: readonly string[]): number {
  // The shell's own `times` has its children in the second line, such as `0m1.234s 0m0.056s`.
  const { stdout, stderr, status } = spawnSync('sh', ['-c', `{ ${line}; } > /dev/null && times`, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${line}: ${stderr}`);
  const spent = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return spent.reduce((all, [, minutes, seconds]) => all + (Number(minutes) * 60 + Number(seconds)) * 1000, 0);
}
