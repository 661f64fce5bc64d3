import type { Problem } from '../problem';

/** What can be wrong with what workloads may do with the Kubernetes API. */

export const invalidAccess = (path: string, message: string, fix: string): Problem => ({ code: 'INVALID_ACCESS', path, message, fix });

export const unknownVerb = (path: string, prop: string, verb: string, near: string | undefined, known: readonly string[]): Problem => ({
  code: 'UNKNOWN_VERB',
  path,
  message: `${prop}: "${verb}" is no verb of the Kubernetes API.`,
  fix: near === undefined ? `Use some of ${known.join(', ')}.` : `Write "${near}".`,
});

/** The statement that accepts each danger. */
const WAIVERS = { wildcard: 'wildcard', escalation: 'escalation', 'all-secrets': 'allSecrets' } as const;

export const dangerousAccess = (path: string, prop: string, what: string, danger: keyof typeof WAIVERS): Problem => ({
  code: 'DANGEROUS_ACCESS',
  path,
  message: `${prop} gives ${what}.`,
  fix: `Say less, or accept it: waive: [AccessWaiver.${WAIVERS[danger]}({ because })].`,
});

export const needlessAccessWaiver = (path: string, prop: string, danger: keyof typeof WAIVERS): Problem => ({
  code: 'NEEDLESS_WAIVER',
  path,
  message: `${prop}: AccessWaiver.${WAIVERS[danger]} excuses what the rule does not give.`,
  fix: 'Leave it out.',
});

export const noApiServer = (path: string, cluster: string): Problem => ({
  code: 'NO_API_SERVER',
  path,
  message: `It has \`access\`, but where the API server of the cluster ${cluster} is is not known: nothing would let its pods reach it.`,
  fix: 'Give the cluster `apiServer: External.address(…)`: the addresses of its control planes, which `kubectl get endpoints kubernetes` shows.',
});

export const borrowedAccount = (path: string, account: string, other: string): Problem => ({
  code: 'BORROWED_ACCOUNT',
  path,
  message: `serviceAccount: "${account}" is that of ${other}, which this system makes: a mesh and the API server could not tell the two apart.`,
  fix: 'Leave it out, and give both the same `access`.',
});
