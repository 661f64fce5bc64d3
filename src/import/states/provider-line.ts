import type { FoundMachine, FoundNetwork, FoundPool, FoundSetup, FoundVolume } from './facts';

/** What is read of resources, by their kind. */
export interface FoundKinds {
  readonly pool: FoundPool;
  readonly network: FoundNetwork;
  readonly volume: FoundVolume;
  readonly setup: FoundSetup;
  readonly machine: FoundMachine;
}

/** Attributes of a resource. */
export type Values = Readonly<Record<string, unknown>>;

/** How the resources of one line of the provider's versions are read. */
export type ProviderLine = { readonly [K in keyof FoundKinds]: (values: Values) => FoundKinds[K] };
