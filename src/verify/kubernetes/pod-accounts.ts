import type { Fields } from '../fields';
import type { Labels } from './selector';

/** An account of pods. */
export interface PodAccount {
  readonly namespace: string;
  readonly name: string;
  /** By some of them clouds give rights of their own. */
  readonly annotations: Labels;
  /** Pods that say nothing get a token of it. */
  readonly givesTokens: boolean;
}

/** Who writes down by them what he has done. */
const NOTES = /^(kubectl\.kubernetes|openshift)\.io\//;

export const readAccount = (
  { name, namespace, annotations }: { readonly name: string; readonly namespace: string; readonly annotations: Labels },
  object: Fields,
): PodAccount => ({
  name,
  namespace,
  annotations: Object.fromEntries(Object.entries(annotations).filter(([key]) => !NOTES.test(key))),
  givesTokens: !object.isFalse('automountServiceAccountToken'),
});
