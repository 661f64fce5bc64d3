import type { ResolvedSystem } from '../../model/resolved';
import type { Adoptions } from '../terraform/adoption';
import { type Difference, missing, tooWide } from './difference';

/** Machines of others that an apply would make a second time, change or remove; and such of the system that it would take from elsewhere. */
export function adoptionDifferences(
  { machines, leftAlone = [] }: Pick<ResolvedSystem, 'machines' | 'leftAlone'>,
  { imported, untouched, forgotten }: Adoptions,
): readonly Difference[] {
  return [
    ...machines.flatMap(({ name, objectName, adopted }) => {
      const uuid = imported.get(objectName);
      if (adopted === undefined)
        return uuid === undefined ? [] : [tooWide(name, `the domain ${uuid} is taken for it, which an apply makes`)];
      return [
        ...(uuid === undefined ? [missing(name, `the domain ${adopted} that it is, is not imported`)] : []),
        ...(uuid !== undefined && uuid !== adopted ? [tooWide(name, `another domain is taken for it: ${uuid}, and not ${adopted}`)] : []),
        ...(untouched.has(objectName) ? [] : [tooWide(name, 'an apply may change it or remove it, though somebody else has made it')]),
      ];
    }),
    ...leftAlone
      .filter(({ name }) => !forgotten.has(`libvirt_domain.${name}`))
      .map(({ name }) => tooWide(name, 'it was adopted and has left, and an apply would remove it')),
  ];
}
