import {
  endKey,
  type ResolvedFlow,
  type ResolvedFlowName,
  type ResolvedMigration,
  type ResolvedMigrationEnd,
  type ResolvedSystem,
} from '../model/resolved';
import { portText } from '../model/values';
import type { TitledTable } from './terminal';
import { endText } from './words';

/** Something that moves from one place to another behind one name. Ends are ids of nodes of the graph. */
export interface ReportMigration {
  /** What clients call it. */
  readonly name: string;
  /** Why it moves. */
  readonly because: string;
  /** Percent of the requests that go to `to`. */
  readonly weight: number;
  /** What clients dial: `tcp/8080`. */
  readonly port: string;
  /** Who answered before. Unset: it is done. */
  readonly from?: string;
  /** Who is to answer. */
  readonly to: string;
  /** Routes, load balancers and meshes, in words. */
  readonly sharedBy: readonly string[];
  /** Flows that end when it is done. */
  readonly ending: readonly { readonly from: string; readonly to: string }[];
  /** Flows to `from` that somebody asked for besides. */
  readonly staying: readonly { readonly from: string; readonly to: string }[];
}

/** All that a reader asks of migrations, as plain data. */
export function reportMigrations({ migrations, flows }: Pick<ResolvedSystem, 'migrations' | 'flows'>): readonly ReportMigration[] {
  const called = byName(flows);
  const ends = (names: readonly ResolvedFlowName[]): ReportMigration['ending'] =>
    called(names).map(({ from, to }) => ({ from: endKey(from), to: endKey(to) }));
  return migrations.map((migration) => ({
    name: migration.name,
    because: migration.because,
    weight: migration.weight,
    port: portText(migration.port),
    ...(migration.from && { from: migration.from.key }),
    to: migration.to.key,
    sharedBy: sharedBy(migration),
    ending: ends(migration.ending),
    staying: ends(migration.staying),
  }));
}

/** The flows of a system by what tells them from all others. */
function byName(flows: readonly ResolvedFlow[]): (names: readonly ResolvedFlowName[]) => readonly ResolvedFlow[] {
  const keyOf = ({ origin, id }: ResolvedFlowName): string => `${origin} ${id}`;
  const known = new Map(flows.map((flow) => [keyOf(flow), flow]));
  return (names) => names.flatMap((name) => known.get(keyOf(name)) ?? []);
}

/** Who moves where, how far it is, and what ends when it is done. Undefined where nothing moves. */
export function migrationTable({
  migrations,
  flows,
}: Pick<ResolvedSystem, 'migrations' | 'flows'>): Omit<TitledTable, 'notes'> | undefined {
  if (migrations.length === 0) return undefined;
  const called = byName(flows);
  const flowTexts = (names: readonly ResolvedFlowName[]): string =>
    called(names)
      .map(({ from, to }) => `${endText(from)} to ${endText(to)}`)
      .join('\n') || 'nothing';
  return {
    title: 'What moves, how far it is, and which flows end when it is done',
    head: ['Name', 'Phase', 'Because', 'Shared by', 'Ends when it is done', 'Stays all the same'],
    shares: [3, 4, 3, 3, 4, 4],
    rows: migrations.map((migration) => [
      `${migration.name}\n${portText(migration.port)}`,
      phaseText(migration),
      migration.because,
      sharedBy(migration).join('\n') || 'nobody',
      migration.from ? flowTexts(migration.ending) : 'has ended',
      flowTexts(migration.staying),
    ]),
  };
}

/** Who answers, and how many percent of the requests: whoever did before, unless it is done, and whoever is to. */
export const sharesOf = ({ from, to, weight }: ResolvedMigration): readonly (ResolvedMigrationEnd & { readonly percent: number })[] => [
  ...(from ? [{ ...from, percent: 100 - weight }] : []),
  { ...to, percent: weight },
];

/** Where requests go, with the share of each end: `erp 90 %`. */
const phaseText = (migration: ResolvedMigration): string =>
  [...sharesOf(migration).map(({ name, percent }) => `${name} ${percent} %`), ...(migration.from ? [] : ['done'])].join('\n');

const sharedBy = ({ routes, loadBalancers, meshes }: ResolvedMigration): readonly string[] => [
  ...routes.map(({ gateway, route }) => `the route ${route} of ${gateway}`),
  ...loadBalancers.map((name) => `the load balancer ${name}`),
  ...meshes.map(({ cluster }) => `the mesh of ${cluster}`),
];
