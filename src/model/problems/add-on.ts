import type { Problem } from '../problem';
import { shown } from '../shape';

/** @param oldest the first that will do, which `because` tells of */
export const addOnTooOld = (path: string, title: string, version: string, oldest: string, because: string): Problem => ({
  code: 'ADD_ON_TOO_OLD',
  path,
  message: `${title} ${version}: it takes ${oldest} or later, the first that ${because}.`,
  fix: `Pin ${oldest} or later; in a cluster that has it already, upgrade it first.`,
});

export const addOnContradicted = (path: string, title: string, key: string, given: string, fixed: string): Problem => ({
  code: 'ADD_ON_CONTRADICTED',
  path,
  message: `${title}: the value ${shown(key)} is ${given}, and the system relies on ${fixed}.`,
  fix: 'Leave the value out, or change what of the system it follows from.',
});

export const addOnTwice = (path: string, title: string): Problem => ({
  code: 'ADD_ON_TWICE',
  path,
  message: `${title} is declared twice.`,
  fix: 'Leave one of them out.',
});

/** @param without prop by which the distribution leaves out the one that it brings along */
export const plugInTwice = (path: string, one: string, other: string, without: string | undefined): Problem => ({
  code: 'PLUG_IN_TWICE',
  path,
  message: `${one} and ${other} are network plug-ins, and a cluster has one.`,
  fix: without === undefined ? 'Leave one of them out.' : `Leave ${other} out; or ${one}: ${without}.`,
});

export const plugInDoesNotEnforce = (path: string, title: string): Problem => ({
  code: 'PLUG_IN_DOES_NOT_ENFORCE',
  path,
  message: `${title} does not enforce NetworkPolicy: between pods nothing of what is denied would be.`,
  fix: 'Use AddOn.calico, AddOn.cilium or AddOn.kubeRouter.',
});

/** @param maker of the add-on that it needs */
export const addOnNeeds = (path: string, title: string, needed: string, maker: string): Problem => ({
  code: 'ADD_ON_NEEDS',
  path,
  message: `${title} does not start without ${needed}, which the cluster is not declared to have.`,
  fix: `Add ${maker}, or, where it is there, AddOn.existing(…).`,
});

/** @param why goes on after the name of the add-on, without a full stop */
export const addOnRefused = (path: string, title: string, why: string, instead: string): Problem => ({
  code: 'ADD_ON_REFUSED',
  path,
  message: `${title} ${why}.`,
  fix: instead,
});
