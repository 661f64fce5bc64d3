import { reading } from '../errors';
import type { Fields } from '../fields';
import type { Resources } from './resources';
import { readSteps, type Step } from './steps';

/** A filter that is put before a network card of a domain that a stack does not make. */
export interface AttachedFilter {
  /** As virsh is told it. */
  readonly domain: string;
  readonly mac: string;
  readonly filter: string;
}

/** Domains of others that a stack knows of, and what it lets go of. */
export interface Adoptions {
  /** UUIDs of domains that are imported, by libvirt's name of the machine. */
  readonly imported: ReadonlyMap<string, string>;
  /** Machines of which no apply changes or removes anything. */
  readonly untouched: ReadonlySet<string>;
  /** Terraform addresses of what is let go of and left as it is. */
  readonly forgotten: ReadonlySet<string>;
}

export function readAdoptions(resources: Resources): Adoptions {
  const imports = new Map(resources.imports.map((block) => [addressIn(block, 'to'), block.text('id')]));
  const imported = new Map<string, string>();
  const untouched = new Set<string>();
  resources.all('libvirt_domain', (fields, id) => {
    const name = resources.text(fields.text('name'));
    const uuid = imports.get(`libvirt_domain.${id}`);
    if (uuid !== undefined) imported.set(name, uuid);
    if (ignoresAll(fields) && fields.object('lifecycle', (life) => life.isTrue('prevent_destroy'))) untouched.add(name);
  });
  const forgotten = resources.removed
    .filter((block) => block.object('lifecycle', (life) => life.isFalse('destroy')))
    .map((block) => addressIn(block, 'from'));
  return { imported, untouched, forgotten: new Set(forgotten) };
}

/** Of a resource, also where it is written as an expression. */
const addressIn = (block: Fields, field: string): string => block.text(field).replace(/^\$\{(.*)\}$/, '$1');

/** Whether Terraform heeds nothing of what stands in a resource. */
export const ignoresAll = (fields: Fields): boolean => fields.object('lifecycle', (life) => life.textOrObject('ignore_changes')) === 'all';

/**
 * The one command that changes cards and is understood: the card's own definition goes back to libvirt with a filter in it.
 * @returns undefined for all others
 */
export function attachedFilter({ address, command, variables, variable }: Step): AttachedFilter | undefined {
  const known = ['DOMAIN', 'FILTER', 'MAC', 'URI'].every((name) => variables.includes(name));
  if (!known || !PARTS.every((part) => command.includes(part)) || (command.match(/update-device/g) ?? []).length !== 1) return undefined;
  return reading(address, () => ({ domain: variable('DOMAIN'), mac: variable('MAC').toLowerCase(), filter: variable('FILTER') }));
}

const PARTS: readonly string[] = [
  'v dumpxml "$DOMAIN" $1 | awk -v mac="$MAC" -v filter="$FILTER" ',
  'index(xml, "<mac address=\\047" mac "\\047/>")',
  '"      <filterref filter=\\047" filter "\\047/>\\n&", xml)',
  'v update-device "$DOMAIN" /dev/stdin "$2"',
  '\n  put --inactive --config\n',
  '\n  case $(v domstate "$DOMAIN") in "shut off" | crashed) ;; *) put "" --live ;; esac\n}\nall',
];

export const readAttachedFilters = (resources: Resources): readonly AttachedFilter[] =>
  readSteps(resources).flatMap((step) => attachedFilter(step) ?? []);
