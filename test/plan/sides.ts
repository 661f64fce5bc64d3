import type { Lock, System } from '../../src';
import type { Plan, PlanSide } from '../../src/plan';
import { manifestsOf, terraformOf } from '../both-outputs/render';
import type { Edit } from './edits';
import { type Facts, Works } from './works';

/** A system in both outputs, resolved once. */
export function sideOfSystem(built: System, lock?: Lock | string): PlanSide & { readonly lock: Lock } {
  const { system, lock: next, warnings } = built.resolve(lock === undefined ? {} : { lock });
  const kubernetes = Object.fromEntries([...manifestsOf(system)].map(([cluster, objects]) => [`${cluster}/all.k8s.yaml`, objects]));
  return { system, warnings, lock: next, terraform: { [`stacks/${system.name}/cdk.tf.json`]: terraformOf(system) }, kubernetes };
}

/** {@link Works} with an edit. */
export function sideOf(
  { facts = {}, more = () => undefined }: Omit<Edit, 'says'>,
  lock?: Lock,
  places: Partial<Facts> = {},
): ReturnType<typeof sideOfSystem> {
  const works = new Works({ ...places, ...facts });
  more(works);
  return sideOfSystem(works, lock);
}

/** What a plan says, one thing a line. */
export function saidBy({ changes, machines, hosts, workloads, objects, data, warnings, order, doubts, details }: Plan): readonly string[] {
  const told = [...new Set(warnings.map(({ code }) => code))];
  if (!changes) return ['nothing changes', ...told];
  const both = details.kubernetes.length > 0 && details.terraform.length > 0;
  return [
    ...machines.map(({ name, does, shutDownFirst }) => `${name} is ${does}${shutDownFirst ? ', and has to be shut down first' : ''}`),
    ...hosts.map(({ what, name, does }) => `${what} ${name} ${does}`),
    ...data.map(({ what, name, does, atStake }) => `${what} ${name} ${does}${atStake ? ': AT STAKE' : ''}`),
    ...workloads.map(({ name, does }) => `${name} is ${does}`),
    ...objects.map(({ kind, name, does }) => `${kind} ${name} ${does}`),
    ...doubts,
    ...told,
    ...(both ? [`${order.first} first${order.against.length > 0 ? ', with a gap' : ''}`] : []),
  ];
}
