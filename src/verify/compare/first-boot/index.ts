import type { ResolvedMachine } from '../../../model/resolved';
import { NotUnderstoodError } from '../../errors';
import type { Guest } from '../../guest/guest';
import { type Difference, missing } from '../difference';
import type { Model } from '../model';
import { awaitedDifferences } from './awaited';
import { fileDifferences } from './files';
import { mountDifferences } from './mounts';
import { accountDifferences } from './people';
import { settingDifferences } from './settings';
import { sourceDifferences } from './sources';
import { stepDifferences } from './steps';
import { updateDifferences } from './updates';
import { windowsDifferences } from './windows';

const LINUX: readonly ((machine: ResolvedMachine, found: Guest) => readonly Difference[])[] = [
  accountDifferences,
  fileDifferences,
  settingDifferences,
  sourceDifferences,
  updateDifferences,
  mountDifferences,
  stepDifferences,
  awaitedDifferences,
];

const WINDOWS: typeof LINUX = [
  (machine, { windows }) => {
    const { windows: setup } = machine.guest;
    return windows && setup
      ? windowsDifferences(machine, windows, setup)
      : [missing(machine.name, 'it is told nothing that Windows reads')];
  },
];

const SUBJECTS: { readonly [C in ResolvedMachine['guest']['configuredBy']]: typeof LINUX } = {
  'cloud-init': LINUX,
  ignition: LINUX,
  'cloudbase-init': WINDOWS,
  unattend: WINDOWS,
  none: [],
};

/**
 * Machines that let others in, believe others, run or write something else, or put their data elsewhere than the model says of
 * their first boot.
 */
export const firstBootDifferences = (model: Model): readonly Difference[] =>
  model.system.machines.flatMap((machine) => {
    const found = model.guest(machine.name);
    return found
      ? SUBJECTS[machine.guest.configuredBy].flatMap((differences) => understood(machine, () => differences(machine, found)))
      : [];
  });

/** What is not understood of one subject hides nothing of the others. */
function understood({ name }: ResolvedMachine, differences: () => readonly Difference[]): readonly Difference[] {
  try {
    return differences();
  } catch (error) {
    if (!(error instanceof NotUnderstoodError)) throw error;
    return [{ kind: 'unreadable', about: name, text: `${name}: ${error.message}` }];
  }
}
