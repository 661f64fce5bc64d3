import { isRefused } from './clusters/effects';
import { isObject, type Json } from './differences';
import type { Disagreement, Plan } from './plan';

const NOTHING = 'nothing';

/** What Terraform calls its actions, in the JSON of `terraform show -json` (format 1). */
const TERRAFORM: Readonly<Record<string, string>> = {
  'no-op': NOTHING,
  read: NOTHING,
  create: 'create',
  update: 'update',
  delete: 'delete',
  forget: 'forget',
  'delete,create': 'replace',
  'create,delete': 'replace',
};

const GRAVE: ReadonlySet<string> = new Set(['replace', 'delete', 'refused']);

/**
 * Where Terraform's own plan says otherwise, what is grave first.
 * @param real what `terraform show -json` prints of a plan file
 * @returns undefined where that is no such thing
 */
export function terraformDisagreements({ details }: Plan, real: unknown): readonly Disagreement[] | undefined {
  if (!isObject(real) || !Array.isArray(real.resource_changes)) return undefined;
  const there = new Map<string, string>();
  for (const change of real.resource_changes as readonly unknown[]) {
    if (!isObject(change) || typeof change.address !== 'string' || change.mode === 'data') continue;
    there.set(change.address, actionOf(change.change));
  }
  for (const [name, change] of Object.entries(isObject(real.output_changes) ? real.output_changes : {}))
    there.set(`output.${name}`, actionOf(change) === NOTHING ? NOTHING : 'update');
  const stack = stackOfPlan(real, details.stacks);
  const prefix = `${stack}/`;
  const here = new Map<string, string>([
    ...details.terraform.filter((each) => each.stack === stack).map(({ address, action }) => [address, action] as const),
    ...details.outputs.flatMap((name) => {
      const own = name.startsWith(prefix) ? name.slice(prefix.length) : name;
      return own.includes('/') ? [] : [[`output.${own}`, 'update'] as const];
    }),
  ]);
  return compared('terraform', here, there);
}

/** The stack that Terraform's plan is of, told by the hosts that it speaks to. */
function stackOfPlan({ configuration }: Json, stacks: Plan['details']['stacks']): string | undefined {
  const providers = isObject(configuration) && isObject(configuration.provider_config) ? Object.values(configuration.provider_config) : [];
  const aliases = new Set(providers.map((provider) => (isObject(provider) ? provider.alias : undefined)));
  return (stacks.find(({ hosts }) => hosts.some((host) => aliases.has(host))) ?? stacks[0])?.name;
}

function actionOf(change: unknown): string {
  const actions = isObject(change) && Array.isArray(change.actions) ? change.actions.join(',') : '';
  const action = TERRAFORM[actions] ?? actions;
  return action === NOTHING && isObject(change) && isObject(change.importing) ? 'import' : action;
}

/** What a cluster says of the manifests, as `kubectl diff` prints it. */
export interface ClusterDiff {
  /** Names of objects that differ: `apps.v1.Deployment.shop.order-service`. */
  readonly differing: readonly string[];
  /** What the server refuses, in its own words. kubectl goes no further then. */
  readonly refused: readonly string[];
  /** Names, in the same form, of those objects that the plan withdraws and the cluster still has. */
  readonly remaining: readonly string[];
}

/** Where a cluster says otherwise. */
export function clusterDisagreements(
  { details }: Plan,
  cluster: string,
  { differing, refused, remaining }: ClusterDiff,
): readonly Disagreement[] {
  const objects = details.kubernetes.filter((object) => object.cluster === cluster);
  const [withdrawn, own] = [objects.filter(isWithdrawn), objects.filter((object) => !isWithdrawn(object))];
  const gone = compared(
    'kubectl',
    new Map(withdrawn.map((object) => [diffName(object), object.action])),
    new Map(remaining.map((name) => [name, 'withdraw'])),
  );
  const here = new Map(own.map((object) => [diffName(object), object.action]));
  const isKnown = own.some(({ fields }) => isRefused(fields));
  if (refused.length === 0)
    return [...compared('kubectl', here, new Map(differing.map((name) => [name, here.get(name) ?? 'change']))), ...gone];
  const said = isKnown
    ? []
    : refused.map((text) => ({ by: 'kubectl', about: text, here: 'not refused', there: 'refused', grave: true }) as const);
  return [...said, ...gone];
}

/** Whether an object of a plan leaves: it is in no manifest any more, so that `kubectl diff` says nothing of it. */
export const isWithdrawn = ({ action }: Pick<Plan['details']['kubernetes'][number], 'action'>): boolean => action === 'withdraw';

/** As kubectl names the files that it compares. */
export const diffName = ({
  apiVersion,
  kind,
  namespace = '',
  name,
}: Pick<Plan['details']['kubernetes'][number], 'apiVersion' | 'kind' | 'namespace' | 'name'>): string =>
  [apiVersion.replace('/', '.'), kind, namespace, name].join('.');

function compared(by: Disagreement['by'], here: ReadonlyMap<string, string>, there: ReadonlyMap<string, string>): readonly Disagreement[] {
  return [...new Set([...there.keys(), ...here.keys()])]
    .map((about) => ({ by, about, here: here.get(about) ?? NOTHING, there: there.get(about) ?? NOTHING }))
    .filter((each) => each.here !== each.there)
    .map((each) => ({ ...each, grave: GRAVE.has(each.there) && !GRAVE.has(each.here) }))
    .sort((a, b) => Number(b.grave) - Number(a.grave) || (a.about < b.about ? -1 : 1));
}
