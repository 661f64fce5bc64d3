import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { AccessDanger, ResolvedAccess } from '../../resolved';
import { flag, instance, list, optional, propsOf, type Shape, text } from '../../shape';
import { compareText, isDomain, nearest } from '../../values';
import { type AccessRule, AccessWaiver } from '../../workload/access';
import { reason } from '../values';

/** What users may give. */
export const ACCESS: Shape = list(
  propsOf<AccessRule>({
    verbs: list(text),
    resources: list(text),
    apiGroups: optional(list(text)),
    resourceNames: optional(list(text)),
    clusterWide: optional(flag),
    because: reason,
    waive: optional(list(instance('an AccessWaiver', AccessWaiver, { because: reason }))),
  }),
);

/** What API servers know (kubernetes.io, "Authorization"; "Using RBAC Authorization"). */
const VERBS: readonly string[] = [
  ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'],
  ...['bind', 'escalate', 'impersonate', 'approve', 'sign', 'attest', 'use'],
];

const anyOf = (list: readonly string[], ...words: readonly string[]): string | undefined => list.find((each) => words.includes(each));
const CORE: readonly string[] = [''];

/** What a rule gives that is more than meets the eye, in words; undefined when it does not. */
const DANGERS: { readonly [D in AccessDanger]: (rule: AccessRule) => string | undefined } = {
  wildcard: ({ verbs, resources, apiGroups = CORE }) =>
    [verbs, resources, apiGroups].some((words) => words.includes('*'))
      ? 'a wildcard, which means all that there is and will be'
      : undefined,
  escalation: ({ verbs, resources }) => {
    const verb = anyOf(verbs, 'escalate', 'bind', 'impersonate');
    if (verb !== undefined) return `the verb "${verb}", by which it can take any permission`;
    const resource = anyOf(resources, ...ESCALATING);
    return resource === undefined ? undefined : `"${resource}", by which it can act as others`;
  },
  'all-secrets': ({ verbs, resources, apiGroups = CORE, resourceNames = [] }) =>
    resourceNames.length === 0 &&
    anyOf(apiGroups, '', '*') !== undefined &&
    anyOf(resources, 'secrets', '*') !== undefined &&
    anyOf(verbs, 'get', 'list', 'watch', '*') !== undefined
      ? 'the content of all Secrets'
      : undefined,
};

/** Kubernetes.io, "RBAC Good Practices": tokens of others, a shell in pods, kubelets past the API server. */
const ESCALATING = ['serviceaccounts/token', 'pods/exec', 'pods/attach', 'pods/ephemeralcontainers', 'nodes/proxy'];

/** These are asked for without the name of an object (kubernetes.io, "Using RBAC Authorization": "Referring to resources"). */
const NAMELESS = ['create', 'deletecollection'];

export function checkAccess(path: string, rules: readonly AccessRule[], report: Report): void {
  for (const [index, rule] of rules.entries()) checkRule(path, `access[${index}]`, rule, report);
}

function checkRule(path: string, at: string, rule: AccessRule, report: Report): void {
  const { verbs, resources, apiGroups = CORE, resourceNames = [], because, waive = [] } = rule;
  const invalid = (what: string, fix: string): void => report(problems.invalidAccess(path, `${at}${what}`, fix));
  if (!because?.trim()) invalid(' has no `because`.', 'Say in a few words why it is needed.');
  for (const [prop, words] of Object.entries({ verbs, resources, apiGroups }))
    if (words.length === 0) invalid(`.${prop} is empty: the rule allows nothing.`, 'Name at least one, or leave the rule out.');
  for (const verb of verbs)
    if (verb !== '*' && !VERBS.includes(verb)) report(problems.unknownVerb(path, `${at}.verbs`, verb, nearest(verb, VERBS), VERBS));
  for (const resource of resources)
    if (!/^(\*|[a-z][a-z0-9-]*)(\/(\*|[a-z][a-z0-9-]*))?$/.test(resource))
      invalid(`.resources: "${resource}" is no resource.`, 'Write it in lower case and in the plural, such as pods or pods/log.');
  for (const group of apiGroups)
    if (group !== '' && group !== '*' && !isDomain(group))
      invalid(`.apiGroups: "${group}" is no API group.`, 'Write it without a version, such as apps; the core group is "".');
  const nameless = resourceNames.length > 0 ? anyOf(verbs, ...NAMELESS) : undefined;
  if (nameless !== undefined)
    invalid(
      `: "${nameless}" is asked for without a name, so that resourceNames allow none of it.`,
      'Put it into a rule of its own, without resourceNames.',
    );
  for (const [danger, found] of Object.entries(DANGERS) as [AccessDanger, (rule: AccessRule) => string | undefined][]) {
    const words = found(rule);
    const waivers = waive.filter((waiver) => waiver.danger === danger);
    if (words !== undefined && waivers.length === 0) report(problems.dangerousAccess(path, at, words, danger));
    for (const waiver of waivers) {
      if (!waiver.because?.trim()) report(problems.waiverWithoutReason(path, `${at}: ${danger}`));
      if (words === undefined) report(problems.needlessAccessWaiver(path, at, danger));
    }
  }
}

/** Rules in an order of their own. */
export const accessOf = (rules: readonly AccessRule[]): readonly ResolvedAccess[] =>
  rules
    .map(
      ({ verbs, resources, apiGroups = CORE, resourceNames = [], clusterWide = false, because, waive = [] }): ResolvedAccess => ({
        clusterWide,
        apiGroups: sorted(apiGroups),
        resources: sorted(resources),
        resourceNames: sorted(resourceNames),
        verbs: sorted(verbs),
        because,
        waivers: waive
          .map((waiver) => ({ danger: waiver.danger, because: waiver.because }))
          .sort((a, b) => compareText(a.danger, b.danger)),
      }),
    )
    .sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));

const sorted = (words: readonly string[]): readonly string[] => [...new Set(words)].sort(compareText);
