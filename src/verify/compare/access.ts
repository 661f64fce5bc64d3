import type { ResolvedAccess, ResolvedWorkload } from '../../model/resolved';
import { NotUnderstoodError } from '../errors';
import type { AccessGrant } from '../kubernetes/access';
import type { Difference } from './difference';
import type { Model } from './model';

/** One thing that somebody may do. */
interface Right {
  /** `*`: everywhere. */
  readonly namespace: string;
  readonly group: string;
  readonly resource: string;
  /** `*`: any object. */
  readonly object: string;
  readonly verb: string;
}

/** What pods of the system may do with the Kubernetes API, and what the model says of it. */
export function accessDifferences(model: Model): readonly Difference[] {
  const wantedOf = new Map<string, Right[]>();
  for (const workload of model.system.workloads) {
    const rights = workload.pods.access.flatMap((access) => rightsOf(access, workload.namespace));
    const others = wantedOf.get(accountKey(workload));
    if (others) others.push(...rights);
    else wantedOf.set(accountKey(workload), rights);
  }
  return model.system.workloads.flatMap((workload): readonly Difference[] => {
    const { kind, name, namespace, pods } = workload;
    const found = model.podsOf({ is: 'pods', of: kind, name });
    if (!found) return [];
    const about = found.pods.name;
    const wanted = wantedOf.get(accountKey(workload)) ?? [];
    const given = grantsOf(() => found.cluster.access.of(namespace, pods.serviceAccount));
    if (given instanceof NotUnderstoodError) return [{ kind: 'unreadable', about, text: given.message }];
    const rights = given.flatMap(grantedBy);
    return [
      ...rights
        .filter(({ right }) => !wanted.some((each) => covers(each, right)))
        .map(
          ({ right, by }): Difference => ({
            kind: 'too-wide',
            about,
            text: `${about}: its account may ${inWords(right)}, which no access allows (${by})`,
          }),
        ),
      ...wanted
        .filter((right) => !rights.some((each) => covers(each.right, right)))
        .map((right): Difference => ({ kind: 'missing', about, text: `${about}: its account may not ${inWords(right)}` })),
      ...tokenDifference(about, mayHaveToken(workload), found.pods.hasToken),
    ];
  });
}

/** Workloads with the same one have the rights of each other. */
const accountKey = ({ cluster, namespace, pods }: ResolvedWorkload): string => `${cluster}/${namespace}/${pods.serviceAccount}`;

function grantsOf(read: () => readonly AccessGrant[]): readonly AccessGrant[] | NotUnderstoodError {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotUnderstoodError) return error;
    throw error;
  }
}

const mayHaveToken = ({ pods: { access, waivers } }: ResolvedWorkload): boolean =>
  access.length > 0 || waivers.some(({ rule }) => rule === 'no-service-account-token');

function tokenDifference(about: string, wanted: boolean, has: boolean): readonly Difference[] {
  if (wanted === has) return [];
  return [
    wanted
      ? { kind: 'missing', about, text: `${about}: its pods get no token of their account` }
      : { kind: 'too-wide', about, text: `${about}: its pods get a token of their account, which nothing asks for` },
  ];
}

const orAny = (names: readonly string[]): readonly string[] => (names.length === 0 ? ['*'] : names);

function combined(namespace: string, rule: Pick<AccessGrant, 'apiGroups' | 'resources' | 'resourceNames' | 'verbs'>): readonly Right[] {
  return rule.apiGroups.flatMap((group) =>
    rule.resources.flatMap((resource) =>
      orAny(rule.resourceNames).flatMap((object) => rule.verbs.map((verb) => ({ namespace, group, resource, object, verb }))),
    ),
  );
}

const rightsOf = (access: ResolvedAccess, namespace: string): readonly Right[] => combined(access.clusterWide ? '*' : namespace, access);

const grantedBy = ({ namespace = '*', by, paths, ...rule }: AccessGrant): readonly { readonly right: Right; readonly by: string }[] => [
  ...combined(namespace, rule).map((right) => ({ right, by })),
  ...paths.flatMap((path) => rule.verbs.map((verb) => ({ by, right: { namespace: '*', group: '', resource: path, object: '*', verb } }))),
];

const covers = (a: Right, b: Right): boolean =>
  (['namespace', 'group', 'resource', 'object', 'verb'] as const).every((field) => a[field] === '*' || a[field] === b[field]);

const inWords = ({ namespace, group, resource, object, verb }: Right): string => {
  const what = group === '' ? resource : `${resource}.${group}`;
  return `${verb} ${what}${object === '*' ? '' : ` "${object}"`} in ${namespace === '*' ? 'every namespace' : `the namespace ${namespace}`}`;
};
