import type { Problem } from '../problem';

/** What can be wrong with namespaces, and with labels and annotations that users give to objects. */

export const namespaceTwice = (path: string, name: string, other: string): Problem => ({
  code: 'NAMESPACE_TWICE',
  path,
  message: `The namespace "${name}" of this cluster is described at ${other} already.`,
  fix: 'Describe it once, and give the same Namespace to everything in it.',
});

export const invalidNamespace = (path: string, message: string, fix: string): Problem => ({
  code: 'INVALID_NAMESPACE',
  path,
  message,
  fix,
});

export const podsRefused = (path: string, level: string, workload: string, rule: string, needed: string): Problem => ({
  code: 'PODS_REFUSED',
  path,
  message: `PodSecurity "${level}" refuses the pods of ${workload}, which is excused from "${rule}".`,
  fix: `State PodSecurity.${needed}({ because }), leave podSecurity out, or give ${workload} a namespace of its own.`,
});

export const quotaTooSmall = (path: string, prop: string, limit: string, needed: string): Problem => ({
  code: 'QUOTA_TOO_SMALL',
  path,
  message: `${prop}: its workloads ask for ${needed} when all of their pods run and are being replaced, and the quota is ${limit}.`,
  fix: 'Raise the quota, let the workloads ask for less, or let a rollout add no pods: Rollout.rolling({ maxUnavailable: 1, maxSurge: 0 }).',
});

export const selectsWorkload = (path: string, labels: Readonly<Record<string, string>>, workload: string): Problem => ({
  code: 'SELECTS_WORKLOAD',
  path,
  message: `labels: ${labelsText(labels)} are also those of ${workload}, which this system renders: what is allowed here it would be allowed, too.`,
  fix: 'Give the labels that only these pods have.',
});

export const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map((label) => label.join('='))
    .join(', ');

export const invalidMetadata = (path: string, prop: string, what: 'label' | 'annotation', key: string, reason: string): Problem => ({
  code: 'INVALID_METADATA',
  path,
  message: `${prop}: the ${what} "${key}" is none: ${reason}.`,
  fix: 'Write a name such as team or example.com/team, and for a label a value of at most 63 letters, digits, dots, hyphens and underscores.',
});

export const reservedKey = (path: string, prop: string, key: string, whose: string): Problem => ({
  code: 'RESERVED_KEY',
  path,
  message: `${prop}: "${key}" is not to be given: ${whose}.`,
  fix: 'Leave it out: what it stands for is said by other props, such as podSecurity, mesh, hardening and name.',
});

export const tooManyAnnotations = (path: string, prop: string, reason: string): Problem => ({
  code: 'TOO_MANY_ANNOTATIONS',
  path,
  message: `${prop}: ${reason}.`,
  fix: 'Keep long texts elsewhere.',
});
