import type { PackageManager, ResolvedMachine } from '../../model/resolved';
import { PROGRAM } from './questions';

/** What a guest that runs said of itself, by its QEMU guest agent. */
export interface LiveGuest {
  /** Name that its system has. */
  readonly hostname?: string;
  /** Answer to `guest-network-get-interfaces`, as JSON. */
  readonly interfaces?: string;
  /** What the questions for its system printed. */
  readonly said?: string;
  /** What could not be asked, and why, in words. */
  readonly unasked: readonly string[];
}

/** Who may be asked what: guests that something sets up, by a shell that their agent may run. Enterprise Linux lets it run none but the one of this library. */
const SHELLS: { readonly [M in PackageManager]: string } = {
  apt: '/bin/sh',
  dnf: '/usr/local/sbin/isthmus-agent-shell',
  zypper: '/bin/sh',
};

/** Whether anything is stated of the inside of a machine. */
const IS_SET_UP: { readonly [C in ResolvedMachine['guest']['configuredBy']]: boolean } = {
  'cloud-init': true,
  ignition: true,
  'cloudbase-init': true,
  unattend: true,
  none: false,
};
export const isSetUp = ({ guest }: ResolvedMachine): boolean => IS_SET_UP[guest.configuredBy];

const SECONDS = 10;
/** Milliseconds until a program has to end: at a busy host what takes a second elsewhere takes half a minute. */
const LONGEST = 120_000;

/** Runs virsh at a host, and answers what it prints. */
export type Virsh = (...args: readonly string[]) => Promise<string>;

/**
 * Asks a guest. What it does not answer is among what could not be asked.
 * @param virsh at its host
 */
export async function askGuest(machine: ResolvedMachine, virsh: Virsh): Promise<LiveGuest> {
  if (!machine.hardware.guestAgent) return { unasked: ['nothing of it: it has no QEMU guest agent'] };
  const ask = async (execute: string, args?: object): Promise<unknown> => {
    const question = JSON.stringify(args === undefined ? { execute } : { execute, arguments: args });
    const answer = await virsh('qemu-agent-command', '--timeout', `${SECONDS}`, machine.objectName, question);
    return (JSON.parse(answer) as { readonly return: unknown }).return;
  };
  const unasked: string[] = [];
  const attempt = async <T>(what: string, question: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await question();
    } catch (error) {
      unasked.push(`${what}: ${reasonOf(error)}`);
      return undefined;
    }
  };
  try {
    await ask('guest-ping');
  } catch (error) {
    return { unasked: [`nothing of it: ${reasonOf(error)}`] };
  }
  const hostname = await attempt('its name', async () => (await ask('guest-get-host-name')) as { readonly 'host-name': string });
  const interfaces = await attempt('its addresses', async () => JSON.stringify(await ask('guest-network-get-interfaces')));
  const { packages } = machine.os;
  const said =
    packages === undefined
      ? void unasked.push('its firewall, services, disks and accounts: that is asked of Linux alone')
      : await attempt('what is set up in it', () => runIn(ask, SHELLS[packages]));
  return {
    ...(hostname !== undefined && { hostname: hostname['host-name'] }),
    ...(interfaces !== undefined && { interfaces }),
    ...(said !== undefined && { said }),
    unasked,
  };
}

async function runIn(ask: (execute: string, args?: object) => Promise<unknown>, path: string): Promise<string> {
  const { pid } = (await ask('guest-exec', { path, arg: ['-c', PROGRAM], 'capture-output': true })) as { readonly pid: number };
  for (const end = performance.now() + LONGEST; performance.now() < end; ) {
    const status = (await ask('guest-exec-status', { pid })) as Status;
    if (status.exited) {
      if (status['out-truncated']) throw new Error('it says more than its agent passes on');
      return Buffer.from(status['out-data'] ?? '', 'base64').toString();
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`it does not come to an end within ${LONGEST / 1000} s`);
}

interface Status {
  readonly exited: boolean;
  readonly 'out-data'?: string;
  readonly 'out-truncated'?: boolean;
}

/** What virsh said, in one line. */
const reasonOf = (error: unknown): string => {
  const { stderr, message } = error as { readonly stderr?: string; readonly message?: string };
  return (
    (stderr || message || `${error}`)
      .trim()
      .split('\n')[0]
      ?.replace(/^error: /, '') ?? ''
  );
};
