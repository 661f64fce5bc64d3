import type { Problem } from '../problem';

/** What can be wrong with what pods have of their nodes. */

export const hostAccess = (path: string, place: string, rule: string): Problem => ({
  code: 'HOST_ACCESS',
  path,
  message: `${place} is a path of the node, which the rule "${rule}" keeps from pods.`,
  fix: "Say why it has to be: hardening: Hardening.default().except(Rule.NO_HOST_PATHS, { because: '…' }).",
});

export const notOnEachNode = (path: string, place: string, what: string): Problem => ({
  code: 'HOST_ACCESS',
  path,
  message: `${place} gives it ${what}: its pods run on some node or other, and today's may be another than yesterday's.`,
  fix: 'Let it be a DaemonService, whose pods run on each node; what pods are to keep is Volume.claim, what they are to be told are `files`.',
});

export const idleException = (path: string, rule: string): Problem => ({
  code: 'HOST_ACCESS',
  path,
  message: `It is excused from "${rule}", and has no volume that needs it.`,
  fix: 'Leave out the exception, which opens its namespace to pods that may do what their nodes may.',
});

export const levelNotStated = (path: string, namespace: string, rule: string, level: string): Problem => ({
  code: 'POD_SECURITY_NOT_STATED',
  path,
  message: `Excused from "${rule}", its pods need PodSecurity "${level}" in the namespace "${namespace}", for which nothing of the kind is stated.`,
  fix: `Give it a namespace of its own that says so: namespace: new Namespace(cluster, '…', { podSecurity: PodSecurity.${level}({ because: '…' }) }).`,
});

export const refusedProp = (path: string, prop: string, why: string, instead: string): Problem => ({
  code: 'REFUSED_PROP',
  path,
  message: `"${prop}" is not offered: ${why}.`,
  fix: instead,
});
