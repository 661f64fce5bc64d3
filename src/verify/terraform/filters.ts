import { attempt, NotUnderstoodError, reading } from '../errors';
import type { FilterDefinition, FilterLibrary } from '../nwfilter/definition';
import { parseFilter } from '../nwfilter/parse';
import type { Resources } from './resources';
import { readSteps } from './steps';

/** Filters by name, and what could not be read of them. */
export interface ReadFilters {
  readonly filters: FilterLibrary;
  readonly problems: readonly NotUnderstoodError[];
}

/** How the text of a filter gets to virsh: one or several variables, one behind the other. */
const DEFINITION = /printf '%s' ((?:"\$\w+" ?)+)\| \w+ nwfilter-define /;

/** The network filters that a stack defines, exactly as its steps hand them to `virsh nwfilter-define`. */
export function readFilters(resources: Resources): ReadFilters {
  const problems: NotUnderstoodError[] = [];
  const texts: string[] = [];
  for (const { address, command, variable } of readSteps(resources)) {
    if (!command.includes('nwfilter-define')) continue;
    attempt(problems, () =>
      reading(address, () => {
        const variables = DEFINITION.exec(command)?.[1]?.match(/\w+/g);
        if (!variables) throw new NotUnderstoodError('a filter that comes to virsh in an unknown way');
        texts.push(variables.map(variable).join(''));
      }),
    );
  }
  const { filters, problems: more } = parseFilters(texts);
  return { filters, problems: [...problems, ...more] };
}

/** Reads filters; two of the same name and different text leave open which one is in force. */
export function parseFilters(texts: readonly string[]): ReadFilters {
  const filters = new Map<string, FilterDefinition>();
  const problems: NotUnderstoodError[] = [];
  for (const text of new Set(texts)) {
    attempt(problems, () => {
      const filter = parseFilter(text);
      if (filters.has(filter.name)) throw new NotUnderstoodError(`nwfilter "${filter.name}" is defined twice, differently`);
      filters.set(filter.name, filter);
    });
  }
  return { filters, problems };
}
