import { NotUnderstoodError, reading } from '../../errors';
import type { GuestFirewall } from '../firewall';
import { variableIn } from '../first-boot';
import { readWindowsFirewall } from '../windows-firewall';
import { type CallText, readCalls } from './calls';

/** What the program does that sets a Windows guest up. */
export interface WindowsProgram {
  /** Under which it notes what is done. */
  readonly instance: string;
  /** Unset: none is put in force. */
  readonly firewall?: GuestFirewall;
  /** Calls by the name of the step that they are in, without the firewall's. */
  readonly steps: ReadonlyMap<string, readonly CallText[]>;
  /** Names of steps in their order. */
  readonly order: readonly string[];
  /** Secrets, by the names that steps call them by: variables of Terraform. */
  readonly secrets: ReadonlyMap<string, string>;
  /** How it goes on after a restart, and what it leaves when it is done. */
  readonly endings: readonly string[];
}

/** What works the steps off, each until it is done: without one of these lines none of them is. */
const WORKED_OFF = [
  'foreach ($name in @($steps.Keys)) {',
  '  if ((Get-Item $done).GetValue("done $name")) { continue }',
  '    & $steps[$name] | Out-Null',
  '    exit 1',
  '  Set-ItemProperty -Path $done -Name "done $name" -Value (\'{0:s}Z\' -f [DateTime]::UtcNow)',
  '    Restart-Setup',
  'Complete-Setup',
  'Remove-Item -Path $copy',
];

/** What others of the program's functions are made of. */
const HELPERS = [
  ...['ConvertFrom-Base64', 'Get-Secret', 'Write-Log', 'Invoke-Program', 'Protect-Path', 'Get-Adapter'],
  ...['Get-AdministratorsGroup', 'Add-ToAdministrators', 'Remove-WinRmListeners', 'Restart-Setup', 'Complete-Setup'],
];

const FIREWALL = 'firewall';

/**
 * Reads what is one guest's own of the program, and looks whether the rest works it off.
 *
 * @throws NotUnderstoodError for steps that do anything else than call the program's functions
 */
export function readProgram(text: string): WindowsProgram {
  const lines = text.split('\n');
  const [, instance] = /^\$instance = '([a-z0-9-]+)'$/m.exec(text) ?? [];
  if (instance === undefined) throw new NotUnderstoodError('no name under which it notes what is done');
  const missing = WORKED_OFF.find((line) => !lines.includes(line));
  if (missing !== undefined) throw new NotUnderstoodError(`nothing in it does what "${missing.trim()}" does`);
  const bodies = blocksOf(section(lines, '$steps = [ordered]@{'));
  const rules = bodies.get(FIREWALL);
  const steps = new Map(
    [...bodies].filter(([name]) => name !== FIREWALL).map(([name, body]) => [name, reading(name, () => readCalls(body))]),
  );
  const called = [...steps.values()].flat().map((call) => call.split(' ').find((word) => /^[A-Z][a-z]+-/.test(word)) ?? '');
  for (const name of [...HELPERS, ...called])
    if (lines.filter((line) => line.startsWith(`function ${name}`) && !/^[\w-]/.test(line.slice(9 + name.length))).length !== 1)
      throw new NotUnderstoodError(`the function ${name} is not there once`);
  const firewall = rules === undefined ? undefined : reading(FIREWALL, () => readWindowsFirewall(rules.replaceAll('\n', '\r\n')));
  return {
    instance,
    ...(firewall && { firewall }),
    steps,
    order: [...bodies.keys()],
    secrets: new Map(section(lines, '$secrets = @{').map(readSecret)),
    endings: lines.filter((line) => /^function (?:Restart|Complete)-Setup \{/.test(line)),
  };
}

/** Lines of a block that ends with a brace of its own. */
function section(lines: readonly string[], head: string): readonly string[] {
  const begin = lines.indexOf(head);
  const end = lines.indexOf('}', begin);
  if (begin < 0 || end < 0 || lines.indexOf(head, begin + 1) >= 0) throw new NotUnderstoodError(`"${head}" is not there once`);
  return lines.slice(begin + 1, end);
}

function blocksOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const blocks = new Map<string, string>();
  let name: string | undefined;
  let body: string[] = [];
  for (const line of lines) {
    const [, next] = /^ {2}'([A-Za-z0-9 ]+)' = \{$/.exec(line) ?? [];
    if (next !== undefined && name === undefined && !blocks.has(next)) name = next;
    else if (line === '  }' && name !== undefined) {
      blocks.set(name, body.join('\n'));
      [name, body] = [undefined, []];
    } else if (line.startsWith('    ') && name !== undefined) body.push(line.slice(4));
    else throw new NotUnderstoodError(`"${line}"`);
  }
  if (name !== undefined) throw new NotUnderstoodError(`the step "${name}" has no end`);
  return blocks;
}

function readSecret(line: string): readonly [string, string] {
  const [, name = '', value = ''] = /^ {2}'(\w+)' = '([^']*)'$/.exec(line) ?? [];
  const variable = variableIn(value);
  if (variable === undefined) throw new NotUnderstoodError(`"${line.trim()}"`);
  return [name, variable];
}
