import { Migration } from '../../edge/migration';
import { meshModeOf } from '../../kinds/mesh';
import type { Receiver } from '../../policy/policy';
import { appProtocolOf, type Port } from '../../values';
import { type DraftEnd, matchEnd, type PodsDraft } from './draft-end';
import type { Ends } from './ends';

/** An end of a flow that somebody asked for, with what is dialled there. */
export interface Meant {
  readonly to: DraftEnd;
  /** Unset: as the flow says. */
  readonly ports?: readonly Port[];
  /** For whose sake it may be reached. Unset: for its own. */
  readonly migration?: Migration;
}

/** What is meant by a receiver: of a migration both of its ends, each at the port that it is dialled at. */
export const meantBy = (receiver: Receiver, ends: Ends): readonly Meant[] =>
  receiver instanceof Migration
    ? receiver.backends.map(({ to, port }) => ({ to: ends.of(to), ports: port ? [port] : [], migration: receiver }))
    : [{ to: ends.of(receiver) }];

/** Why nobody shares what a sender sends, and who would. */
export interface Unshared {
  readonly why: string;
  readonly fix: string;
}

const BALANCED = 'Allow it to a LoadBalancer that has the migration as its `backends`.';
const PODS = 'Give it a `mesh` with sidecars, or let it call a route or a LoadBalancer that has the migration as its `backends`.';

/** Undefined where the sender's own proxy shares requests. */
export function unshared(from: DraftEnd, { port }: Migration): Unshared | undefined {
  const nobody = ({ end }: DraftEnd): Unshared => ({ why: `nothing on the way from ${end.name} shares requests`, fix: BALANCED });
  return matchEnd<Unshared | undefined>(from, {
    pods: (pods) => (ROUTES_THEM[pods.end.of] ? ROUTED(pods) : unsharedByPods(pods, port)),
    machine: nobody,
    pair: nobody,
    nodes: nobody,
    subnet: nobody,
    resolver: nobody,
    'kvm-hosts': nobody,
    outside: nobody,
  });
}

/** Pods that share requests by what they are told, and not by a proxy beside them. */
const ROUTES_THEM: { readonly [O in PodsDraft['end']['of']]: boolean } = {
  gateway: true,
  microservice: false,
  'stateful-service': false,
  'daemon-service': false,
  job: false,
  'cron-job': false,
  pods: false,
  'cluster-dns': false,
  'mesh-control-plane': false,
};

const ROUTED = ({ end }: PodsDraft): Unshared => ({
  why: `the gateway ${end.name} shares requests by its routes`,
  fix: 'Give the migration to one of them: addHttpRoute(…, { backends: … }).',
});

function unsharedByPods({ end }: PodsDraft, port: Port | undefined): Unshared | undefined {
  if (!end.mesh) return { why: `${end.name} is part of no mesh, and nothing else shares what pods send each other`, fix: PODS };
  if (!meshModeOf(end.mesh).sharesRequests)
    return { why: `the proxies of the mesh "${end.mesh.name}" stand on the nodes of ${end.name}, and do not read requests`, fix: PODS };
  const spoken = port && appProtocolOf(port.resolved);
  if (spoken === undefined || READ_BY_MESHES.has(spoken)) return undefined;
  return {
    why: `${port} is spoken to by ${spoken}, and meshes share requests of HTTP, not connections`,
    fix: 'Let a LoadBalancer have the migration as its `backends`, which shares connections.',
  };
}

/** What proxies read requests of (Istio: "Protocol Selection"; Kubernetes: "Service", application protocol). */
const READ_BY_MESHES: ReadonlySet<string> = new Set(['http', 'http2', 'grpc', 'grpc-web', 'kubernetes.io/h2c', 'kubernetes.io/ws']);
