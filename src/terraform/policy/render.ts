import { escapeTemplate } from '../guest';
import type { HostSide } from '../host-side';
import { terraformAddress } from '../names';
import type { Virsh } from '../virsh';
import type { CompiledFilter } from './compile';

/** Addresses of what defines filters: that of one card, and of all. */
export interface DefinedFilters {
  readonly of: (card: string) => string;
  readonly all: string;
}

/** Linux passes no longer text than 128 KiB in one variable. Filters are plain ASCII: a character is a byte. */
const PART = 100_000;

/** A network card's filter on its host. */
export interface PlacedFilter {
  readonly side: HostSide;
  /** Name of the card. */
  readonly card: string;
  readonly filter: CompiledFilter;
}

/**
 * Puts filters in force. Two steps for each, because libvirt refuses to undefine a filter that a machine uses: the first
 * only removes it in the end, the second defines it anew whenever a rule changes, live and with the machine untouched.
 *
 * @returns the addresses of what a domain that names a card's filter depends on, by order alone: it must refer to none of its attributes
 */
export function renderFilters(virsh: Virsh, filters: readonly PlacedFilter[]): DefinedFilters {
  // A card that is taken away uses its filter until its machine was changed.
  const owners = virsh.steps('filter', { facts: ['name', 'uuid'], destroy: UNDEFINE, undoneLast: true });
  const longest = Math.max(0, ...filters.map(({ filter }) => filter.xml.length));
  const parts = Array.from({ length: Math.max(1, Math.ceil(longest / PART)) }, (_, index) => `XML_${index + 1}`);
  const rules = virsh.steps('filter-rules', {
    facts: [],
    // The whole text, not its digest: so the plan shows which rules come and go.
    triggers: { xml: 'xml' },
    environment: Object.fromEntries(
      parts.map((variable, index) => [variable, `\${substr(self.triggers_replace.xml, ${index * PART}, ${PART})}`]),
    ),
    create: {
      name: 'filter_rules',
      text: `printf '%s' ${parts.map((variable) => `"$${variable}"`).join(' ')} | v nwfilter-define /dev/stdin >/dev/null`,
    },
    replaceTriggeredBy: [`${terraformAddress(owners.resource)}[each.key]`],
  });
  for (const { side, card, filter } of filters) {
    owners.add(card, side.host, { name: filter.name, uuid: filter.uuid });
    rules.add(card, side.host, { xml: escapeTemplate(filter.xml) });
  }
  return { of: (card) => rules.address(card), all: terraformAddress(rules.resource) };
}

const UNDEFINE = `filters=$(v nwfilter-list)
case "$filters" in *"$UUID"*) v nwfilter-undefine "$UUID" >/dev/null ;; esac`;
