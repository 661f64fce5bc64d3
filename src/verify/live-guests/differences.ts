import type { ResolvedMachine, ResolvedSystem } from '../../model/resolved';
import { type Difference, missing } from '../compare/difference';
import { NotUnderstoodError } from '../errors';
import type { Guest } from '../guest/guest';
import { accountsInside } from './accounts';
import { isSetUp, type LiveGuest } from './ask';
import { firewallAnswer, firewallInForce } from './firewall';
import { networkInside } from './network';
import { sectionsOf } from './questions';
import { mountsInside, unitsInside } from './services';

/** What running guests said, by name of the machine. */
export type LiveGuests = ReadonlyMap<string, LiveGuest>;

/**
 * Guests that are not as the model describes them, and what nobody could ask them. Their firewalls are judged with everything else that packets pass.
 * @param told what the outputs tell them when they are first started, by libvirt's name of the machine
 */
export const insideDifferences = (
  { machines }: Pick<ResolvedSystem, 'machines'>,
  live: LiveGuests,
  told: ReadonlyMap<string, Guest | undefined>,
): readonly Difference[] =>
  machines.filter(isSetUp).flatMap((machine) => {
    const guest = live.get(machine.name);
    return guest ? differencesOf(machine, guest, told.get(machine.objectName)) : [];
  });

function differencesOf(machine: ResolvedMachine, guest: LiveGuest, told: Guest | undefined): readonly Difference[] {
  const answers = sectionsOf(guest.said ?? '');
  const unknown = (text: string): Difference => ({
    kind: 'unreadable',
    about: machine.name,
    text: `${machine.name}: nobody can tell ${text}`,
  });
  const understood = (read: () => readonly Difference[]): readonly Difference[] => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof NotUnderstoodError)) throw error;
      return [unknown(`what it says: ${error.message}`)];
    }
  };
  const section = (name: Parameters<typeof answers.get>[0], read: (text: string) => readonly Difference[]): readonly Difference[] => {
    if (guest.said === undefined) return [];
    const answer = answers.get(name);
    return answer && !answer.failed ? read(answer.text) : [unknown(`of its ${name}: ${answer?.text.split('\n')[0] || 'it says nothing'}`)];
  };
  return [
    ...guest.unasked.map((what) => unknown(`how it is set up; ${what}`)),
    ...understood(() => networkInside(machine, guest)),
    ...section('first-boot', (text) => firstBoot(machine, text)),
    ...section('enabled', (enabled) => section('units', (units) => unitsInside(machine, told, enabled, units))),
    ...section('mounts', (text) => mountsInside(machine, text)),
    ...section('accounts', (text) => accountsInside(machine, text)),
    ...(guest.said !== undefined && !firewallAnswer(machine, answers) ? [unknown('of its firewall')] : []),
  ];
}

const REPAIR = 'see /var/log/cloud-init-output.log in it';

function firstBoot({ name, guest }: ResolvedMachine, text: string): readonly Difference[] {
  const lines = text.split('\n');
  if (lines.includes('noted')) return [];
  if (lines.includes('unfinished')) return [missing(name, `cloud-init is not finished inside it: ${REPAIR}`)];
  const [, errors = ''] = /"errors": *\[(.*)\]/.exec(text) ?? [];
  if (errors.trim() !== '') return [missing(name, `cloud-init has failed inside it (${errors.trim()}): ${REPAIR}`)];
  return guest.awaited
    ? [missing(name, `its first boot has not noted its end: ${REPAIR}, and make it anew, or note it when it is mended`)]
    : [];
}

/** The firewall in force, as in {@link firewallInForce}. @throws NotUnderstoodError */
export const inForce = (machine: ResolvedMachine, { said }: LiveGuest): ReturnType<typeof firewallInForce> =>
  said === undefined ? undefined : firewallInForce(machine, sectionsOf(said));
