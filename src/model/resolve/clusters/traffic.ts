import { Migration } from '../../edge/migration';
import type { TrafficPolicy } from '../../edge/traffic-policy';
import { meshModeOf } from '../../kinds/mesh';
import { checkTrafficPolicy, type PolicyTarget } from '../../kinds/mesh/check-traffic';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import {
  type End,
  endInWords,
  endKey,
  isHeldToName,
  type PodsEnd,
  type ResolvedFlow,
  type ResolvedPort,
  type ResolvedTraffic,
  type ResolvedTrafficPort,
  thingKey,
} from '../../resolved';
import { FlowIndex } from '../../resolved/flow-index';
import { append, compareText, distinctPorts, portsOverlap, portText } from '../../values';
import { type DraftEnd, thingOf } from '../ends/draft-end';
import { clusterOf, hostOf } from '../ends/end-facts';
import type { Ends } from '../ends/ends';
import type { Inventory } from '../inventory/inventory';
import { type Call, isOneTcpPort, placesOf, type Surroundings } from './traffic-places';
import { calledPort, checkRead, retriesAtOnce } from './traffic-ports';

/** What traffic is resolved from. */
interface Parts extends Surroundings {
  readonly ends: Ends;
  readonly flows: readonly ResolvedFlow[];
}

/** How proxies call hosts of which something is said. Sorted by cluster, namespace and name. */
export function resolveTraffic(inventory: Inventory, parts: Parts, report: Report): readonly ResolvedTraffic[] {
  const calls = callsByTarget(parts);
  const found = new Map<string, { traffic: ResolvedTraffic; readonly said: Map<number, string> }>();
  for (const policy of inventory.trafficPolicies) {
    checkTrafficPolicy(policy, targetOf(policy, parts.ends), report);
    for (const host of hostsOf(policy, calls, parts, report)) {
      const key = placeKey({ ...host, ports: [] });
      const known = found.get(key) ?? { traffic: { ...host, ports: [] }, said: new Map<number, string>() };
      found.set(key, known);
      const ports = host.ports.filter(({ number }) => {
        const other = known.said.get(number);
        if (other !== undefined) report(problems.trafficPolicyClash(policy.node.path, policy.props.to.name, number, other));
        known.said.set(number, policy.node.path);
        return other === undefined;
      });
      known.traffic = { ...known.traffic, ports: [...known.traffic.ports, ...ports].sort((a, b) => a.number - b.number) };
    }
  }
  const said = new Map([...found].map(([key, { traffic }]) => [key, traffic]));
  for (const host of inventory.trafficPolicies.flatMap((policy) => endsOfMigration(policy, parts)))
    said.set(placeKey(host), withLimits(host, said.get(placeKey(host))));
  return [...said].sort(([a], [b]) => compareText(a, b)).map(([, traffic]) => traffic);
}

const placeKey = ({ cluster, namespace, name }: ResolvedTraffic): string => `${cluster}/${namespace}/${name}`;

function hostsOf(policy: TrafficPolicy, known: ReturnType<typeof callsByTarget>, parts: Parts, report: Report): readonly ResolvedTraffic[] {
  const { node, props, mesh } = policy;
  const { to } = props;
  const unheard = (why: string, fix: string): void => report(problems.trafficPolicyUnheard(node.path, to.name, why, fix));
  const { deafTo } = meshModeOf(mesh.props);
  if (deafTo !== undefined) {
    unheard(deafTo, 'Use MeshMode.SIDECAR_WITH_CNI, or leave the policy out.');
    return [];
  }
  if (to instanceof Migration) {
    const shared = parts.migrations.some(
      ({ name, meshes }) => name === to.name && meshes.some((share) => share.cluster === mesh.cluster.node.id),
    );
    if (!shared) unheard(NOBODY, FLOW_MISSING);
    return [];
  }
  const end = parts.ends.of(to);
  const calls = known.get(callKey(mesh.cluster.node.id, thingOf(end))) ?? [];
  const called = distinctPorts(calls.flatMap(({ dialledPorts }) => dialledPorts.filter(isOneTcpPort)));
  if (called.length === 0) {
    unheard(NOBODY, FLOW_MISSING);
    return [];
  }
  const dialled = called.filter((port) => isServed(end, port));
  if (dialled.length === 0) {
    unheard(`its Service has no port ${called.map(portText).join(', ')}`, PORT_OF_SERVICE);
    return [];
  }
  const named = props.ports?.filter((port) => port.defect === undefined && isOneTcpPort(port.resolved)).map(String);
  for (const port of named ?? [])
    if (called.every((each) => portText(each) !== port)) unheard(`no pod with a proxy beside it may call it at ${port}`, FLOW_MISSING);
    else if (dialled.every((each) => portText(each) !== port)) unheard(`its Service has no port ${port}`, PORT_OF_SERVICE);
  const meant = dialled.filter((port) => !named || named.includes(portText(port)));
  checkRead(policy, meant, report);
  const foreign = calls.find(({ from }) => PROVEN[from.owner] === undefined);
  if (props.tls?.given.certificateAuthority && foreign)
    report(
      problems.invalidTrafficPolicy(
        node.path,
        `tls: ${endInWords(foreign.from)} calls it, too, and the certificate in a Secret is found beside pods of this system alone`,
        'Leave out `certificateAuthority` where a public one signs, or let pods of this system alone call it.',
      ),
    );
  const ports = new Map(meant.map((port) => [port.from, calledPort(policy, port, hostOf(end))]));
  return placesOf(policy, calls, parts).map(({ dials, ...place }) => ({
    ...place,
    // What is done with requests that are led on is said of the name that they were for.
    ports: dials
      .flatMap((number) => ports.get(number) ?? [])
      .map(({ requests, ...port }) => (requests && place.dialled ? { ...port, requests } : port)),
  }));
}

const NOBODY = 'no pod with a proxy beside it may call it';
const FLOW_MISSING = 'Allow it (`policy.allow`) to a workload with `mesh`, or leave the policy out.';
const PORT_OF_SERVICE = 'Allow it, and name it in `ports`, at a port that its Service has (`servicePort`, or else its own).';

/** Proxies know pods by their Service, at the ports that it has; whoever calls them elsewhere calls addresses. */
const isServed = (end: DraftEnd, port: ResolvedPort): boolean =>
  clusterOf(end) === undefined || end.listens.some(({ resolved }) => portsOverlap(resolved, port));

/** Whose Secrets the control plane gives out for a rule that is for their pods alone. */
const PROVEN: { readonly [O in PodsEnd['owner']]?: true } = { us: true };

/** How many requests are on their way again at once is counted where they go: at whoever answers for what moves. */
function endsOfMigration({ mesh, props: { to, retries } }: TrafficPolicy, { migrations, ends }: Parts): readonly ResolvedTraffic[] {
  const connectionPool = retriesAtOnce(retries);
  const cluster = mesh.cluster.node.id;
  const shares = migrations.flatMap(({ name, meshes }) => (to instanceof Migration && name === to.name ? meshes : []));
  if (connectionPool.retries === undefined) return [];
  return shares
    .filter((share) => share.cluster === cluster)
    .flatMap(({ backends, callers }) =>
      backends.map(({ service, namespace, machine, port, key }) => ({
        ...{ cluster, name: service, namespace, to: key, plain: machine, dialled: !machine },
        callers: [...new Set(ends.pods.flatMap(({ end }) => (callers.includes(endKey(end)) ? [end.selector.namespace] : [])))].sort(
          compareText,
        ),
        ports: [{ number: port, connectionPool }],
      })),
    );
}

/** What a policy of its own says of it stands. */
function withLimits(host: ResolvedTraffic, known: ResolvedTraffic = { ...host, ports: [] }): ResolvedTraffic {
  const added = host.ports.map((port): ResolvedTrafficPort => {
    const own = known.ports.find(({ number }) => number === port.number);
    return { ...port, ...own, connectionPool: { ...port.connectionPool, ...own?.connectionPool } };
  });
  const others = known.ports.filter(({ number }) => added.every((port) => port.number !== number));
  return { ...known, ports: [...others, ...added].sort((a, b) => a.number - b.number) };
}

/** Where proxies know nobody by a name, they pass on what they are given. */
const KNOWN: { readonly [Is in End['is']]?: (flow: ResolvedFlow) => boolean } = {
  pods: ({ way }) => BY_SELECTORS[way.by] ?? false,
  machine: () => true,
  pair: () => true,
  outside: isHeldToName,
};
const BY_SELECTORS: { readonly [W in ResolvedFlow['way']['by']]?: true } = { cluster: true };

const callKey = (cluster: string, target: string): string => `${cluster}/${target}`;

/** Flows that proxies carry to somebody whom they know, by the cluster of the proxies and their target. */
function callsByTarget({ ends, flows }: Parts): ReadonlyMap<string, readonly Call[]> {
  const index = new FlowIndex({ flows });
  const found = new Map<string, Call[]>();
  for (const { end: from } of ends.pods)
    for (const flow of from.mesh ? index.outOf(from) : [])
      if (KNOWN[flow.to.is]?.(flow)) append(found, callKey(from.cluster, thingKey(flow.to)), { ...flow, from });
  return found;
}

/** What a policy is about, as far as it decides what can be said. */
function targetOf({ props: { to } }: TrafficPolicy, ends: Ends): PolicyTarget {
  if (to instanceof Migration) return { inPods: false };
  const end = ends.of(to);
  const host = hostOf(end);
  return { inPods: clusterOf(end) !== undefined, ...(host !== undefined && { host }) };
}
