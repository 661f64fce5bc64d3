import { load } from 'js-yaml';
import { NotUnderstoodError } from '../../errors';
import { Fields } from '../../fields';
import { notYaml } from '../../yaml';
import { readAnswerFile } from './answer-file';
import { readProgram, type WindowsProgram } from './program';

export { callText } from './calls';

/** What a Windows guest is told when it is first started. */
export interface WindowsGuest extends WindowsProgram {
  /** Who reads it. */
  readonly by: 'cloudbase-init' | 'unattend';
  readonly computerName: string;
  /** As whoever reads it calls it. */
  readonly timeZone?: string;
  /** What is said of it besides: settings of the answer file, by their paths. */
  readonly settings: ReadonlyMap<string, string>;
}

/** Parts of a message (RFC 2046), by their types. @throws NotUnderstoodError for none, and where one type is there twice */
function partsOf(message: string): ReadonlyMap<string, string> {
  const [, boundary] = /^MIME-Version: 1\.0\nContent-Type: multipart\/mixed; boundary="([^"\n]+)"\n\n/.exec(message) ?? [];
  if (boundary === undefined) throw new NotUnderstoodError('user-data that is no message of parts');
  const [, ...parts] = message.split(`--${boundary}\n`);
  const [last = '', end] = (parts.at(-1) ?? '').split(`--${boundary}--\n`);
  if (end === undefined) throw new NotUnderstoodError('a message without an end');
  const found = [...parts.slice(0, -1), last].map((part): readonly [string, string] => {
    const [, type = '', text = ''] =
      /^Content-Type: ([a-z/-]+); charset="us-ascii"\nContent-Transfer-Encoding: 7bit\n\n([\s\S]*)$/.exec(part) ?? [];
    return [type, text];
  });
  const types = new Map(found);
  if (types.size !== found.length || types.has('')) throw new NotUnderstoodError('parts of a message that are not understood');
  return types;
}

/** @param metaData names it @throws NotUnderstoodError for parts without a known meaning */
export function readCloudbaseInit(metaData: string, userData: string): WindowsGuest {
  const parts = partsOf(userData);
  const [script, config] = ['text/x-shellscript', 'text/cloud-config'].map((type) => parts.get(type));
  if (script === undefined || !script.startsWith('#ps1_sysnative\n')) throw new NotUnderstoodError('nothing for PowerShell');
  if (parts.size > (config === undefined ? 1 : 2)) throw new NotUnderstoodError(`parts ${[...parts.keys()].join(', ')}`);
  const names = new Fields(parsed(metaData));
  const told = config === undefined ? undefined : new Fields(parsed(config));
  const timeZone = told?.optionalText('set_timezone');
  told?.done();
  const program = readProgram(script);
  if (names.text('instance-id') !== program.instance) throw new NotUnderstoodError('its set-up is noted under the name of another');
  return {
    ...program,
    by: 'cloudbase-init',
    computerName: names.text('local-hostname'),
    ...(timeZone !== undefined && { timeZone }),
    settings: new Map(),
  };
}

/** @throws NotUnderstoodError where it is not started by the answer file */
export function readUnattended(answerFile: string, installer: string, program: string): WindowsGuest {
  const { settings } = readAnswerFile(answerFile);
  for (const [text, form] of INSTALLED)
    if (!form.test(text === 'path' ? (settings.get(RUN) ?? '') : installer))
      throw new NotUnderstoodError(`nothing that ${form.source} stands for`);
  const own = new Map(settings);
  for (const key of [COMPUTER, ZONE, RUN]) own.delete(key);
  const [computerName, timeZone] = [settings.get(COMPUTER), settings.get(ZONE)];
  if (computerName === undefined) throw new NotUnderstoodError('no name of a computer');
  return { ...readProgram(program), by: 'unattend', computerName, ...(timeZone !== undefined && { timeZone }), settings: own };
}

const SHELL = 'Microsoft-Windows-Shell-Setup';
const COMPUTER = `specialize/${SHELL}/ComputerName`;
const ZONE = `specialize/${SHELL}/TimeZone`;
const RUN = 'specialize/Microsoft-Windows-Deployment/RunSynchronous/RunSynchronousCommand/Path';

/** What brings the program from the CD to the machine and starts it, now and after restarts. */
const INSTALLED: readonly (readonly ['path' | 'script', RegExp])[] = [
  ['path', /^powershell\.exe .*VolumeLabel -eq 'isthmus'.*'install\.ps1'\)"$/],
  ['script', /^Copy-Item -Path \(Join-Path \$PSScriptRoot 'setup\.ps1'\) -Destination \(Join-Path \$folder 'setup\.ps1'\) -Force$/m],
  ['script', /^& icacls\.exe \$folder '\/inheritance:r' /m],
  ['script', /^Add-Content -Path \(Join-Path \$scripts 'SetupComplete\.cmd'\)/m],
  ['script', /^ {2}'schtasks\.exe \/Create \/F \/TN isthmus-setup \/SC ONSTART \/RU SYSTEM .*setup\.ps1"',$/m],
  ['script', /^ {2}'schtasks\.exe \/Run \/TN isthmus-setup'$/m],
];

function parsed(text: string): unknown {
  try {
    return load(text);
  } catch (error) {
    throw notYaml(error);
  }
}
