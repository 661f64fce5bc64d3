import type { AccessRule } from '../../model';
import { checkAccess } from '../../model/kinds/pod/access';
import type { Problem } from '../../model/problem';
import { isRecord } from '../../model/shape';
import { type Path, type Reader, records } from '../reader';
import { type Code, code, list, object, optionalList, type Props, text } from '../source';
import type { Manifest } from './manifests';
import { at, type Neighbours } from './neighbours';

const BECAUSE = 'a Role lets it';

/** Account and access of a pod. What takes a waiver is not said: whoever gives it has to say why. */
export function accessOf(
  { namespace }: Manifest,
  name: string,
  manifest: Reader,
  pod: Path,
  neighbours: Neighbours,
  notes: string[],
): Props {
  const given = manifest.peek(...pod, 'serviceAccountName');
  if (typeof given !== 'string') return {};
  for (const field of ['serviceAccountName', 'serviceAccount']) manifest.take(...pod, field);
  const rules = rulesOf(given, namespace, neighbours).flatMap(({ rule, from }) => {
    const problems: Problem[] = [];
    checkAccess('', [rule], (problem) => problems.push(problem));
    if (problems.length === 0) return [ruleCode(rule)];
    notes.push(`access: a rule of ${from} is not said: ${problems.map(({ code: what }) => what).join(', ')}`);
    return [];
  });
  const account = neighbours.named('ServiceAccount', namespace, given);
  // One of its own is called like it.
  const own = given === name || account === undefined || given === 'default';
  return { serviceAccount: own ? undefined : text(given), access: optionalList(rules) };
}

interface Given {
  readonly rule: AccessRule;
  readonly from: string;
}

/** What bindings give an account. */
function rulesOf(account: string, namespace: string, neighbours: Neighbours): readonly Given[] {
  const isIts = ({ content }: Manifest): boolean =>
    records(content.subjects).some(
      (subject) => subject.kind === 'ServiceAccount' && subject.name === account && (subject.namespace ?? namespace) === namespace,
    );
  const places = [
    { kind: 'RoleBinding', home: namespace, clusterWide: false },
    { kind: 'ClusterRoleBinding', home: 'default', clusterWide: true },
  ];
  return places.flatMap(({ kind, home, clusterWide }) =>
    neighbours
      .of(kind, home)
      .filter(isIts)
      .flatMap((binding) => {
        const { kind: of, name } = isRecord(binding.content.roleRef) ? binding.content.roleRef : {};
        const role = neighbours.named(String(of), of === 'Role' ? namespace : 'default', String(name));
        const rules = records(role?.content.rules).map((rule) => ({ rule: ruleOf(rule, clusterWide), from: `${of} ${name}` }));
        if (role === undefined || rules.some(({ rule }) => rule === undefined)) return [];
        for (const each of [binding, role]) neighbours.hear(each);
        return rules as readonly Given[];
      }),
  );
}

function ruleOf(rule: Readonly<Record<string, unknown>>, clusterWide: boolean): AccessRule | undefined {
  const words = (field: string): readonly string[] => [at(rule, field) ?? []].flat().filter((each) => typeof each === 'string');
  if (words('nonResourceURLs').length > 0) return undefined;
  const [groups, names] = [words('apiGroups'), words('resourceNames')];
  return {
    verbs: words('verbs'),
    resources: words('resources'),
    ...(groups.some((group) => group !== '') && { apiGroups: groups }),
    ...(names.length > 0 && { resourceNames: names }),
    ...(clusterWide && { clusterWide }),
    because: BECAUSE,
  };
}

function ruleCode({ verbs, resources, apiGroups, resourceNames, clusterWide, because }: AccessRule): Code {
  const words = (all: readonly string[] | undefined): Code | undefined => all && list(all.map(text));
  return object({
    verbs: words(verbs),
    resources: words(resources),
    apiGroups: words(apiGroups),
    resourceNames: words(resourceNames),
    clusterWide: clusterWide ? code('true') : undefined,
    because: text(because),
  });
}
