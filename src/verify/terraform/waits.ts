import { reading } from '../errors';
import type { Resources } from './resources';
import { readSteps, type Step } from './steps';

/** What an apply waits for before it ends well. */
export interface Wait {
  readonly minutes: string;
  /** What the guest is asked to tell how far it is. */
  readonly asks: string;
}

/** That a step which knows a machine and its minutes ends well only when the guest says that it is done, and fails when it says otherwise or nothing. */
const PARTS: readonly string[] = [
  '\n  if reply=$(ask "$REQUEST"); then\n',
  '\nask() { v qemu-agent-command --timeout 20 "$DOMAIN" "$1" 2>&1; }\n',
  '\n    done) exit 0 ;;\n    failed*) ',
  '\n  if [ "$(date +%s)" -ge "$deadline" ]; then\n    tell ',
  '  } >&2\n  exit 1\n}\n',
];

const isWait = ({ command, variables }: Step): boolean =>
  ['DOMAIN', 'MINUTES', 'REQUEST', 'URI'].every((name) => variables.includes(name)) &&
  PARTS.every((part) => command.includes(part)) &&
  (command.match(/\bexit 0\b/g) ?? []).length === 1;

/** By libvirt's name of the machine. @throws NotUnderstoodError for an expression that is not known */
export const readWaits = (resources: Resources): ReadonlyMap<string, Wait> =>
  new Map(
    readSteps(resources)
      .filter(isWait)
      .map(({ address, variable }) =>
        reading(address, () => [variable('DOMAIN'), { minutes: variable('MINUTES'), asks: variable('REQUEST') }] as const),
      ),
  );
