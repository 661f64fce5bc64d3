import type { ResolvedFlow, ResolvedPort } from '../../model/resolved';
import type { MeshSender, Source } from '../kubernetes/authorization';
import type { Pods } from '../kubernetes/pods';
import { ALL_ADDRESSES, printAddresses } from '../sets/addresses';
import { type Box, withoutAll } from '../sets/boxes';
import { difference, type Interval, type IntervalSet, intersection, union } from '../sets/intervals';
import { PROTOCOL_NUMBERS, portsOf as portsAmong, printPorts } from '../sets/transport';
import type { Cluster } from '../world/world';
import type { Difference } from './difference';
import type { Model } from './model';
import { UNKNOWN_ACCOUNT } from './pod-groups';
import { hasPart } from './points/point';
import { STRANGE, strangersTo } from './strangers';
import { transportOf } from './values';

/** What the model lets into some pods past their proxy. */
interface MeshTolerance {
  /** Ports by identity; `namespace/*` stands for every account of a namespace. */
  readonly identities: Map<string, IntervalSet>;
  /** Addresses × ports, whoever sends. */
  readonly boxes: Box[];
  /** Ports to which plaintext is sent. */
  plaintext: IntervalSet;
  /** Ports of those at which nobody can show who it is. */
  nameless: IntervalSet;
}

/** What the mesh lets into the system's own pods and no flow allows. */
export function meshDifferences(model: Model): readonly Difference[] {
  const tolerances = meshTolerances(model);
  const rendered = model.system.workloads.flatMap(({ kind, name, pods: { inMesh } }) =>
    inMesh ? (model.podsOf({ is: 'pods', of: kind, name }) ?? []) : [],
  );
  const lodgers = model.system.pods.flatMap(({ name, cluster, selector, inMesh }) =>
    inMesh && model.ownNamespaces(cluster).has(selector.namespace) ? (model.podsOf({ is: 'pods', of: 'pods', name }) ?? []) : [],
  );
  const own = [...rendered, ...lodgers];
  const meshed = own.filter(({ pods }) => pods.mesh);
  // What else runs in the same namespaces may be reached by nobody.
  const strangers = [...model.world.clusters.values()].flatMap((cluster) => {
    const known = meshed.filter((each) => each.cluster === cluster).map(({ pods }) => pods);
    const namespaces = model.ownNamespaces(cluster.facts.name);
    const seen = new Set<string>();
    return strangersTo(known, model)
      .filter(({ namespace }) => namespaces.has(namespace))
      .flatMap((pods) =>
        meshExcess(cluster, pods).filter(({ text }) => {
          // One of them tells enough.
          const same = text.replace(pods.name, pods.namespace);
          return !seen.has(same) && seen.add(same);
        }),
      );
  });
  return [
    ...own.filter(({ pods }) => !pods.mesh).map(({ pods }) => notMeshed(pods)),
    ...meshed.flatMap(({ cluster, pods }) => meshExcess(cluster, pods, tolerances.get(pods))),
    ...strangers,
  ];
}

const notMeshed = ({ name }: Pods): Difference => ({
  kind: 'missing',
  about: name,
  text: `${name}: its pods are not in the mesh, as the model says they are`,
});

const nothing = (): MeshTolerance => ({ identities: new Map(), boxes: [], plaintext: [], nameless: [] });

function meshExcess(cluster: Cluster, pods: Pods, tolerance = nothing()): readonly Difference[] {
  return [
    ...identityExcess(cluster, pods, tolerance),
    ...plaintextExcess(cluster, pods, tolerance),
    ...unsealed(cluster, pods, tolerance),
    ...stalled(cluster, pods, tolerance),
  ];
}

/** Ports that take plaintext although nobody sends it. */
function unsealed({ mesh, facts }: Cluster, pods: Pods, { plaintext }: MeshTolerance): readonly Difference[] {
  const open = facts.strict ? difference(mesh.portsOf(pods, 'PERMISSIVE', 'DISABLE'), plaintext) : [];
  if (open.length === 0) return [];
  return [
    { kind: 'too-wide', about: pods.name, text: `${pods.name}: the mesh takes plaintext at port ${printPorts(open)}, which no flow sends` },
  ];
}

/** Ports at which neither the proxy nor the server speaks before callers do, who wait for the server's greeting. */
function stalled({ mesh }: Cluster, pods: Pods, { nameless }: MeshTolerance): readonly Difference[] {
  const waiting = intersection(mesh.portsOf(pods, 'PERMISSIVE'), nameless);
  if (waiting.length === 0) return [];
  const { name } = pods;
  const text = `${name}: the mesh waits at port ${printPorts(waiting)} for the first bytes of plaintext callers, but there the server speaks first`;
  return [{ kind: 'missing', about: name, text }];
}

const accountKey = (namespace: string, account: string): string => `${namespace}/${account === UNKNOWN_ACCOUNT ? '*' : account}`;

const tcpAmong = (ports: readonly ResolvedPort[]): IntervalSet => portsAmong(transportOf(ports), PROTOCOL_NUMBERS.tcp);

function meshTolerances(model: Model): ReadonlyMap<Pods, MeshTolerance> {
  const tolerances = new Map<Pods, MeshTolerance>();
  const allow = (flow: ResolvedFlow) => {
    const found = model.podsOf(flow.to);
    if (!found?.pods.mesh || !hasPart(flow, 'mesh')) return;
    const tolerance = tolerances.get(found.pods) ?? nothing();
    tolerances.set(found.pods, tolerance);
    const ports = tcpAmong(flow.ports);
    const sender = model.podsOf(flow.from);
    const proven = sender?.pods.mesh && sender.cluster === found.cluster ? sender.pods : undefined;
    const plaintext = proven ? tcpAmong(flow.plaintextPorts) : ports;
    if (proven) {
      const key = accountKey(proven.namespace, proven.serviceAccount);
      tolerance.identities.set(key, union(tolerance.identities.get(key) ?? [], difference(ports, plaintext)));
    }
    tolerance.plaintext = union(tolerance.plaintext, plaintext);
    // Envoy tells TLS from plaintext by a connection's first bytes (Istio, "Server First Protocols"); a node's proxy does not need to.
    const greeting = flow.plaintextPorts.filter(({ serverFirst }) => serverFirst && found.pods.mesh === 'sidecar');
    tolerance.nameless = union(tolerance.nameless, tcpAmong(greeting));
    // Pods without a proxy have no lasting address: any pod's may be theirs.
    const blocks = flow.way.by === 'cluster' ? [found.cluster.facts.podAddresses] : model.ends.seen(flow);
    for (const block of blocks) for (const span of plaintext) tolerance.boxes.push([block, span]);
  };
  for (const flow of model.flows) allow(flow);
  return tolerances;
}

/** Accounts that policies name, and accounts that they should not let in. */
function accountsFor({ mesh }: Cluster, pods: Pods): ReadonlyMap<string, { readonly namespace: string; readonly serviceAccount: string }> {
  const sources = mesh.policiesFor(pods).flatMap(({ rules }) => rules.flatMap(({ from }): readonly Source[] => from ?? []));
  const named = sources.flatMap(({ principals = [], namespaces = [] }) => [
    ...principals.flatMap((principal) => {
      const [, namespace, serviceAccount] = /^[^*]*\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal) ?? [];
      return namespace && serviceAccount ? [{ namespace, serviceAccount }] : [];
    }),
    ...namespaces.filter((namespace) => !namespace.includes('*')).map((namespace) => ({ namespace, serviceAccount: STRANGE })),
  ]);
  const strangers = [pods.namespace, STRANGE].map((namespace) => ({ namespace, serviceAccount: STRANGE }));
  return new Map([...named, ...strangers].map((account) => [`${account.namespace}/${account.serviceAccount}`, account]));
}

function identityExcess(cluster: Cluster, pods: Pods, tolerance: MeshTolerance): readonly Difference[] {
  const { facts } = cluster;
  if (!facts.mesh) return [];
  const { trustDomain } = facts.mesh;
  return [...accountsFor(cluster, pods)].flatMap(([key, account]) => {
    const sender: MeshSender = { addresses: [facts.podAddresses], identity: { trustDomain, ...account } };
    const tolerated = union(tolerance.identities.get(key) ?? [], tolerance.identities.get(`${account.namespace}/*`) ?? []);
    // What plaintext senders are let in for by address is not meant for those who show who they are.
    return excess(cluster, pods, sender, `the account ${key}`, union(tolerated, tolerance.nameless), []);
  });
}

const plaintextExcess = (cluster: Cluster, pods: Pods, { boxes }: MeshTolerance): readonly Difference[] =>
  excess(cluster, pods, { addresses: ALL_ADDRESSES }, 'senders outside of the mesh', [], boxes);

function excess(
  { mesh }: Cluster,
  pods: Pods,
  sender: MeshSender,
  who: string,
  tolerated: IntervalSet,
  boxes: readonly Box[],
): readonly Difference[] {
  return mesh.allowedByAddress(pods, sender).flatMap(({ addresses, ports, by }): readonly Difference[] => {
    const open = difference(ports, tolerated);
    const rest = withoutAll(
      addresses.flatMap((block) => open.map((span): Box => [block, span])),
      boxes,
    );
    const [first] = rest;
    if (!first) return [];
    const [block, span] = first as readonly [Interval, Interval];
    const rule = by.length > 0 ? by.join(', ') : 'no AuthorizationPolicy holds for it';
    return [
      {
        kind: 'too-wide',
        about: pods.name,
        text: `${pods.name}: the mesh lets in ${who} from ${printAddresses(block)} at port ${printPorts([span])}, which no flow allows (${rule})`,
      },
    ];
  });
}
