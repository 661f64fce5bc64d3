import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { KeyHolder, ResolvedKey } from '../../resolved';
import { isDomain, isKey } from '../../values';
import type { PropPlace } from './place';

/** An object of the namespace that containers wait for. */
export interface Need {
  /** Kubernetes' word for it. */
  readonly kind: string;
  readonly name: string;
  /** Unset: whatever keys it has. */
  readonly key?: string;
  /** Containers start without it, too. */
  readonly optional: boolean;
}

/** What Kubernetes calls objects that hold keys. */
export const HOLDERS: { readonly [H in KeyHolder]: string } = { secret: 'Secret', 'config-map': 'ConfigMap' };

export const needOfKey = (holder: KeyHolder, { name, key, optional }: ResolvedKey): Need => ({
  kind: HOLDERS[holder],
  name,
  key,
  optional,
});

/** Whether it is a construct, which is checked where it is described; else all that is known of it is a name. */
const DESCRIBED: { readonly [H in KeyHolder]: boolean } = { secret: true, 'config-map': false };

export function checkHolder(holder: KeyHolder, name: string, { path, at }: PropPlace, report: Report): void {
  if (!DESCRIBED[holder] && !isDomain(name)) report(problems.invalidObjectName(path, at, name));
}

export function checkKey(holder: KeyHolder, { name, key }: Pick<ResolvedKey, 'name' | 'key'>, place: PropPlace, report: Report): void {
  checkHolder(holder, name, place, report);
  const what = `${place.at}: "${key}" is no key of a ${HOLDERS[holder]}.`;
  if (!DESCRIBED[holder] && !isKey(key))
    report(problems.invalidWorkload(place.path, what, 'Use letters, digits, dots, hyphens and underscores.'));
}
