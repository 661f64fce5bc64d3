import {
  type KubernetesCluster,
  type Machine,
  MeshMode,
  Migration,
  type MigrationProps,
  Port,
  type RouteTarget,
  ServingWorkload,
  type System,
  type Workload,
} from '../../src';
import type { Rules } from './rules';

/** Dialled as it is, and read as HTTP whatever its number is known for. */
const said = ({ resolved: { from } }: Port): Port => Port.tcp(from, 'http', { appProtocol: 'http' });

/** The first of its ports that a migration can have. */
const portOf = ({ listens }: RouteTarget): Port | undefined =>
  listens.find(({ resolved: { protocol, from, to } }) => protocol === 'tcp' && from === to);

/** A migration between two of them, at some phase; done where the number says so. Undefined: there are no two. */
export function randomMigration(system: System, id: string, ends: readonly RouteTarget[], turn: number): Migration | undefined {
  const able = ends.filter((end) => portOf(end));
  const [from, to] = [able[turn % able.length], able[(turn + 1) % able.length]];
  if (!from || !to || from === to) return undefined;
  const [port, toPort] = [portOf(from), portOf(to)].map((each) => each && said(each));
  const isDone = turn % 7 === 0;
  const props: MigrationProps = {
    ...(!isDone && { from }),
    to,
    weight: isDone ? 100 : (turn * 13) % 101,
    port,
    toPort,
    because: 'it moves',
  };
  return new Migration(system, id, props);
}

/** One for each cluster that has a mesh with sidecars: called by the first of its pods that may call two of the others. */
export function addMigrations(
  system: System,
  parts: {
    readonly clusters: readonly KubernetesCluster[];
    readonly workloads: readonly Workload[];
    readonly machines: readonly Machine[];
  },
  rules: Rules,
  turn: number,
): void {
  for (const cluster of parts.clusters) {
    const here = parts.workloads.filter((each) => each.cluster === cluster);
    const client = here.find(({ props }) => props.mesh?.props.mode === MeshMode.SIDECAR_WITH_CNI);
    if (!client) continue;
    const ends = [...here.filter((each) => each instanceof ServingWorkload), ...parts.machines].filter(
      (end) => portOf(end) && rules.isLegal(client, end, { waived: false, ports: true }),
    );
    const migration = randomMigration(system, `move-${cluster.node.id}`, ends, turn);
    if (migration) system.policy.allow(client, migration, { because: 'it calls what moves' });
  }
}
