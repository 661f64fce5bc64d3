import type { ResolvedMachine, ResolvedSystem } from '../../model/resolved';
import { append } from '../../model/values';
import { sharesOf } from '../migrations';
import { fact } from './facts';
import type { GraphFact } from './graph';

/** What stands behind ends, by name. */
export class SystemIndex {
  readonly machines: ReadonlyMap<string, ResolvedMachine>;
  readonly pairs: ReadonlyMap<string, ResolvedSystem['pairs'][number]>;
  /** Pairs by the names of their machines. */
  readonly pairOf: ReadonlyMap<string, string>;
  readonly workloads: ReadonlyMap<string, ResolvedSystem['workloads'][number]>;
  readonly gateways: ReadonlyMap<string, ResolvedSystem['gateways'][number]>;
  readonly pods: ReadonlyMap<string, ResolvedSystem['pods'][number]>;
  readonly clusters: ReadonlyMap<string, ResolvedSystem['clusters'][number]>;
  readonly subnets: ReadonlyMap<string, ResolvedSystem['subnets'][number]>;
  readonly externals: ReadonlyMap<string, ResolvedSystem['externals'][number]>;
  /** What moves to or from an end. */
  readonly moving: ReadonlyMap<string, readonly GraphFact[]>;

  constructor(system: ResolvedSystem) {
    this.machines = byName(system.machines);
    this.pairs = byName(system.pairs);
    this.pairOf = new Map(system.pairs.flatMap(({ name, members }) => members.map((member) => [member, name] as const)));
    this.workloads = byName(system.workloads);
    this.gateways = byName(system.gateways);
    this.pods = byName(system.pods);
    this.clusters = byName(system.clusters);
    this.subnets = byName(system.subnets);
    this.externals = byName(system.externals);
    this.moving = movingFacts(system);
  }
}

function movingFacts({ migrations }: ResolvedSystem): ReadonlyMap<string, readonly GraphFact[]> {
  const found = new Map<string, GraphFact[]>();
  for (const migration of migrations)
    for (const { key, percent } of sharesOf(migration)) append(found, key, fact('Answers', `${percent} % of ${migration.name}`));
  return found;
}

const byName = <T extends { readonly name: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((item) => [item.name, item]));
