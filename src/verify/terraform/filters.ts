import { NotUnderstoodError } from '../errors';
import type { FilterDefinition, FilterLibrary } from '../nwfilter/definition';
import { parseFilter } from '../nwfilter/parse';
import type { Resources } from './resources';

/** Filters by name, and what could not be read of them. */
export interface ReadFilters {
  readonly filters: FilterLibrary;
  readonly problems: readonly NotUnderstoodError[];
}

/** The network filters that a stack defines: their XML stands in the environment of the steps that run virsh. */
export function readFilters(resources: Resources): ReadFilters {
  const texts = resources.all('terraform_data', (fields) => {
    const environments = fields.list('provisioner', (provisioner) =>
      provisioner.object('local-exec', (local) => local.object('environment', (environment) => environment.ownTexts()) ?? []),
    );
    return (environments ?? []).flatMap((values) => values ?? []).filter((text) => /^\s*<filter\s/.test(text));
  });
  return parseFilters(texts.flat().map((text) => resources.text(text)));
}

/** Reads filters; two of the same name and different text leave open which one is in force. */
export function parseFilters(texts: readonly string[]): ReadFilters {
  const filters = new Map<string, FilterDefinition>();
  const known = new Map<string, string>();
  const problems: NotUnderstoodError[] = [];
  for (const text of new Set(texts)) {
    try {
      const filter = parseFilter(text);
      if (known.has(filter.name)) problems.push(new NotUnderstoodError(`nwfilter "${filter.name}" is defined twice, differently`));
      known.set(filter.name, text);
      filters.set(filter.name, filter);
    } catch (error) {
      if (!(error instanceof NotUnderstoodError)) throw error;
      problems.push(error);
    }
  }
  return { filters, problems };
}
