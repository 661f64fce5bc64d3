import type { ResolvedMachine, ResolvedSystem } from '../../model/resolved';
import type { Wait } from '../terraform/waits';
import { type Difference, missing, tooWide } from './difference';

/** What tells in a guest that its first boot is over: cloud-init's result and the mark of the last command, or what Windows' set-up notes. */
const TELLS: { readonly [C in ResolvedMachine['guest']['configuredBy']]: (machine: ResolvedMachine) => readonly string[] } = {
  'cloud-init': () => ['/run/cloud-init/result.json', '/var/lib/isthmus/first-boot'],
  ignition: () => ['isthmus-first-boot.service', '/var/lib/isthmus/first-boot'],
  'cloudbase-init': ({ objectName }) => [`HKLM:\\\\SOFTWARE\\\\isthmus\\\\${objectName}'`],
  unattend: ({ objectName }) => [`HKLM:\\\\SOFTWARE\\\\isthmus\\\\${objectName}'`],
  none: () => [],
};

/** Machines that an apply takes for ready without asking them, and such that it waits for though nobody said so. */
export const waitDifferences = ({ machines }: Pick<ResolvedSystem, 'machines'>, waits: ReadonlyMap<string, Wait>): readonly Difference[] =>
  machines.flatMap((machine) => {
    const { name, objectName, guest } = machine;
    const wait = waits.get(objectName);
    if (!guest.awaited) return wait ? [tooWide(name, 'an apply waits for its first boot, which is not in the model')] : [];
    if (!wait) return [missing(name, 'no apply waits for its first boot')];
    const untold = TELLS[guest.configuredBy](machine).filter((text) => !wait.asks.includes(text));
    const { minutes } = guest.awaited;
    return [
      ...(wait.minutes === `${minutes}`
        ? []
        : [missing(name, `an apply waits ${wait.minutes} minutes for its first boot, not ${minutes}`)]),
      ...(untold.length === 0 ? [] : [missing(name, `an apply that waits for its first boot does not ask for ${untold.join(' and ')}`)]),
    ];
  });
