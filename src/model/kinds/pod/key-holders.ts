import type { KeyHolder, ResolvedKey } from '../../resolved';

/** An object of the namespace that containers wait for. */
export interface Need {
  /** Kubernetes' word for it. */
  readonly kind: string;
  readonly name: string;
  /** Unset: whatever keys it has. */
  readonly key?: string;
}

/** What Kubernetes calls objects that hold keys. */
export const HOLDERS: { readonly [H in KeyHolder]: string } = { secret: 'Secret', 'config-map': 'ConfigMap' };

export const needOfKey = (holder: KeyHolder, { name, key, optional }: ResolvedKey): Need | undefined =>
  optional ? undefined : { kind: HOLDERS[holder], name, key };
