import { groupBy } from '../model/values';
import type { AddOnFate } from './add-ons/changes';
import { type ObjectFate, objectText, type WorkloadFate } from './clusters/workloads';
import type { DataFate } from './data-change';
import type { HostObjectFate } from './hosts/host-objects';
import type { MachineChange, MachineFate } from './hosts/machines';
import type { Plan } from './plan';
import { secondsText } from './words';

export const MACHINE_WORDS: { readonly [F in MachineFate]: string } = {
  'made-anew': 'made anew',
  removed: 'removed',
  restarted: 'restarted, disks kept',
  created: 'created',
  adopted: 'adopted',
  'changed-live': 'changed live',
};

export const HOST_WORDS: { readonly [F in HostObjectFate]: string } = {
  'made-anew': 'made anew',
  removed: 'removed',
  refused: 'refused by the provider',
  unknown: 'not known',
  created: 'created',
  'changed-live': 'changed live',
};

export const ADD_ON_WORDS: { readonly [F in AddOnFate]: string } = {
  'left-alone': 'left where it is, and no longer cared for',
  updated: 'updated',
  installed: 'installed',
};

export const WORKLOAD_WORDS: { readonly [F in WorkloadFate]: string } = {
  recreated: 'has to be deleted and made anew',
  unknown: 'not known',
  removed: 'removed',
  'run-again': 'run again',
  rolled: 'rolled',
  scaled: 'scaled',
  'next-run': 'changed from its next run on',
  created: 'created',
  'changed-live': 'changed live',
};

export const OBJECT_WORDS: { readonly [F in ObjectFate]: string } = {
  recreated: 'has to be deleted and made anew',
  unknown: 'not known',
  withdrawn: 'withdrawn',
  created: 'created',
  'changed-live': 'changed live',
};

export const DATA_WORDS: { readonly [F in DataFate]: string } = {
  emptied: 'REPLACED BY AN EMPTY ONE',
  deleted: 'deleted',
  'let-go': 'let go of, and kept where it is',
  grown: 'grown',
  created: 'created',
};

/** A line of a plan: what it is about, what becomes of it, and why. Things of which the same is said stand together. */
export interface Line {
  readonly names: readonly string[];
  readonly does: string;
  readonly notes: readonly string[];
}

/** A part of a plan under a title of its own. */
export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** Lines with the most far-reaching first. Words are listed in that order. */
function lines<F extends string, T extends { readonly does: F }>(
  words: { readonly [K in F]: string },
  list: readonly T[],
  name: (item: T) => string,
  notes: (item: T) => readonly string[],
): readonly Line[] {
  return (Object.keys(words) as F[]).flatMap((fate) => {
    const alike = groupBy(
      list.filter(({ does }) => does === fate),
      (item) => JSON.stringify(notes(item)),
    );
    return [...alike.values()].map((items) => ({ names: items.map(name), does: words[fate], notes: notes(items[0] as T) }));
  });
}

/** What a plan says of things, section by section; those in which nothing changes are left out. */
export function sectionsOf({ machines, hosts, addOns, workloads, objects, data }: Plan): readonly Section[] {
  const several = new Set([...workloads, ...addOns].map(({ cluster }) => cluster)).size > 1;
  const of = (cluster: string): string => (several ? ` of ${cluster}` : '');
  const all: readonly Section[] = [
    {
      title: 'Data',
      lines: lines(
        DATA_WORDS,
        data,
        ({ name }) => name,
        ({ notes, atStake }) => [...notes, ...(atStake ? ['DATA AT STAKE'] : [])],
      ),
    },
    { title: 'Machines', lines: lines(MACHINE_WORDS, machines, ({ name }) => name, machineNotes) },
    {
      title: 'On the hosts',
      lines: lines(
        HOST_WORDS,
        hosts,
        ({ what, name }) => `${what} ${name}`,
        ({ notes }) => notes,
      ),
    },
    {
      title: 'Add-ons',
      lines: lines(
        ADD_ON_WORDS,
        addOns,
        ({ name, cluster }) => `${name}${of(cluster)}`,
        ({ notes }) => notes,
      ),
    },
    {
      title: 'Workloads',
      lines: lines(
        WORKLOAD_WORDS,
        workloads,
        ({ name, cluster }) => `${name}${of(cluster)}`,
        ({ notes }) => notes,
      ),
    },
    {
      title: 'Other objects in clusters',
      lines: lines(OBJECT_WORDS, objects, objectText, ({ notes }) => notes),
    },
  ];
  return all.filter(({ lines: own }) => own.length > 0);
}

const machineNotes = ({ notes, shutdownSeconds, shutDownFirst }: MachineChange): readonly string[] => [
  ...notes,
  ...(shutdownSeconds === undefined ? [] : [`it gets ${secondsText(shutdownSeconds)} to shut down`]),
  ...(shutDownFirst ? ['shut it down first: the apply refuses otherwise'] : []),
];
