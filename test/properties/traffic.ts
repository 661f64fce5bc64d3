import {
  Duration,
  External,
  type KubernetesCluster,
  Machine,
  MeshMode,
  Migration,
  type Port,
  Retries,
  type Secret,
  ServerTls,
  ServiceMesh,
  type System,
  TrafficPolicy,
  type TrafficPolicyProps,
  type TrafficTarget,
  Workload,
} from '../../src';
import { portsOverlap } from '../../src/model/values';

/** By code units, as the library sorts. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Said = Omit<TrafficPolicyProps, 'to'>;

/** Somebody whom pods beside proxies call, with the ports at which any of them does, and whether others call, too. */
interface Called {
  readonly to: TrafficTarget;
  readonly ports: Map<string, Port>;
  ours: boolean;
}

const isSingle = ({ resolved: { protocol, from, to } }: Port): boolean => protocol === 'tcp' && from === to;
const isRead = ({ resolved: { name } }: Port): boolean => name === 'http';
const isSealed = ({ resolved: { name } }: Port): boolean => /^(https|tls)(-|$)/.test(name);

/** Something of how four of six are called whom pods of a mesh with sidecars call. */
export function addTraffic(system: System, clusters: readonly KubernetesCluster[], authority: Secret, turn: number): void {
  for (const cluster of clusters) {
    const mesh = cluster.node.children.find((each) => each instanceof ServiceMesh);
    if (!mesh || mesh.props.mode !== MeshMode.SIDECAR_WITH_CNI) continue;
    // Whatever the order of statements.
    const all = [...calledIn(system, cluster).values()].sort((a, b) => compareText(a.to.name, b.to.name));
    for (const [index, called] of all.entries()) {
      const said = saying(called, turn + index, authority);
      if (said) new TrafficPolicy(mesh, `rule-${index}`, { to: called.to, ...said });
    }
    for (const to of movingIn(system, cluster)) {
      const said = MOVING[turn % MOVING.length];
      if (said) new TrafficPolicy(mesh, `rule-of-${to.name}`, { to, ...said });
    }
  }
}

/** Migrations that its pods call, each of which is called by one of them. */
const movingIn = (system: System, cluster: KubernetesCluster): readonly Migration[] =>
  system.policy.allowances.flatMap(({ from, to }) =>
    from.some((each) => each instanceof Workload && each.cluster === cluster) ? to.filter((each) => each instanceof Migration) : [],
  );

const MOVING: readonly (Said | undefined)[] = [
  undefined,
  { timeout: Duration.seconds(20) },
  { timeout: Duration.seconds(20), retries: Retries.idempotent({ attempts: 3, perTry: Duration.seconds(2), atOnce: 6 }) },
  { retries: Retries.none() },
];

function calledIn(system: System, cluster: KubernetesCluster): ReadonlyMap<unknown, Called> {
  const found = new Map<unknown, Called>();
  const allowed = system.policy.allowances.flatMap((allowance) =>
    allowance.from.flatMap((from) => allowance.to.map((to) => ({ from, to, allowance }))),
  );
  for (const { from, to, allowance } of allowed) {
    const isCaller = from instanceof Workload && from.cluster === cluster && from.props.mesh !== undefined;
    const known =
      to instanceof Machine ||
      (to instanceof Workload && to.cluster === cluster && to !== from) ||
      (to instanceof External && to.host !== undefined);
    if (!isCaller || !known) continue;
    const target = to as Machine | Workload | External;
    // Whom pods call by a name and at ports that nobody can read is known to no proxy.
    if (target instanceof External && allowed.some((each) => each.to === to && each.allowance.ports !== undefined)) continue;
    const listens = target instanceof External ? (target.props.listens ?? []) : target.listens;
    const called = found.get(to) ?? { to: target, ports: new Map<string, Port>(), ours: true };
    const isServed = (port: Port): boolean =>
      !(target instanceof Workload) || target.listens.some((each) => portsOverlap(each.resolved, port.resolved));
    for (const port of (allowance.ports ?? listens).filter((each) => isSingle(each) && isServed(each))) called.ports.set(`${port}`, port);
    if (called.ports.size > 0) found.set(to, called);
  }
  for (const { from, to } of allowed) {
    const called = found.get(to);
    if (called && !(from instanceof Workload)) called.ours = false;
  }
  return found;
}

/** What can be said of it, one thing or the other. */
function saying({ to, ports, ours }: Called, turn: number, authority: Secret): Said | undefined {
  const dialled = [...ports.values()];
  const plain = dialled.filter((port) => !isSealed(port));
  const limits: Said = {
    connectionPool: { connections: 10 + turn, connectTimeout: Duration.seconds(2) },
    outlierDetection: { ejection: Duration.seconds(60), maxEjectionPercent: 100 },
  };
  const serverName = 'server.example';
  const ways: readonly (Said | undefined)[] = [
    dialled.some(isRead)
      ? {
          timeout: Duration.seconds(10),
          retries: Retries.idempotent({ attempts: 3, perTry: Duration.seconds(2) }),
          connectionPool: { requests: 100 },
        }
      : limits,
    to instanceof Workload || plain.length === 0 ? limits : { ports: plain, tls: ServerTls.simple({ serverName }) },
    dialled.some(isRead) ? { retries: Retries.every({ atOnce: 5, because: 'made twice' }), outlierDetection: {} } : limits,
    to instanceof Workload || plain.length === 0 || !ours
      ? { retries: dialled.some(isRead) ? Retries.none() : undefined, ...limits }
      : { ports: plain, tls: ServerTls.simple({ serverName, certificateAuthority: authority }), ...limits },
  ];
  return ways[turn % 6];
}
