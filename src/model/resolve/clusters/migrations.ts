import type { RouteBackend } from '../../edge/backend';
import { pairOf } from '../../edge/load-balancer';
import type { Migration } from '../../edge/migration';
import { ORIGINS } from '../../kinds/flow-origins';
import { kindOf } from '../../kinds/machine';
import {
  endKey,
  type ResolvedFlow,
  type ResolvedFlowName,
  type ResolvedMeshBackend,
  type ResolvedMeshShare,
  type ResolvedMigration,
  type ResolvedMigrationEnd,
} from '../../resolved';
import { objectName } from '../../resolved/object-names';
import { compareText, portText } from '../../values';
import { type DraftEnd, matchEnd, thingOf } from '../ends/draft-end';
import { clusterOf } from '../ends/end-facts';
import type { Ends } from '../ends/ends';
import type { AddressLookup } from '../flows/addressing';
import { draftKey, type FlowDraft } from '../flows/draft-flows';
import type { Inventory } from '../inventory/inventory';
import { namespaceOf } from '../inventory/namespaces';
import { requestsOf } from './traffic-ports';

/** What migrations are resolved from. */
interface Parts {
  readonly ends: Ends;
  readonly drafts: readonly FlowDraft[];
  readonly flows: readonly ResolvedFlow[];
  readonly addresses: AddressLookup;
}

/** Those that have a port: of others it is told what they lack. */
export function resolveMigrations(inventory: Inventory, parts: Parts): readonly ResolvedMigration[] {
  return inventory.migrations.flatMap((migration) => {
    const { name, props, port } = migration;
    const [to, from] = [...migration.backends].reverse().flatMap((backend) => endOf(backend, parts.ends));
    if (!port || !to) return [];
    const drafts = parts.drafts.filter(({ migrations }) => migrations.has(migration));
    return [
      {
        name,
        because: props.because,
        weight: props.weight,
        port: port.resolved,
        ...(from && { from }),
        to,
        routes: routesTo(migration, inventory),
        loadBalancers: balancersBefore(migration, inventory),
        meshes: sharesOf(migration, drafts, inventory, parts),
        ...intoFrom(migration, parts),
      },
    ];
  });
}

function endOf({ to, port }: RouteBackend, ends: Ends): readonly ResolvedMigrationEnd[] {
  return port ? [{ name: to.name, key: thingOf(ends.of(to)), port: port.resolved }] : [];
}

/** Of a pair both machines are one. */
const balancersBefore = (migration: Migration, { machines, pairs }: Inventory): readonly string[] =>
  [...machines.filter((machine) => !pairOf(machine)), ...pairs]
    .filter((machine) =>
      kindOf(machine)
        .backends(machine)
        .some((backend) => backend.migration === migration),
    )
    .map(({ name }) => name)
    .sort(compareText);

const routesTo = (migration: Migration, { gateways }: Inventory): ResolvedMigration['routes'] =>
  gateways.flatMap((gateway) =>
    gateway.routes.filter((route) => route.migration === migration).map(({ node }) => ({ gateway: gateway.name, route: node.id })),
  );

/** One for each cluster whose pods are allowed to it: their own proxies share what they send. */
function sharesOf(
  migration: Migration,
  drafts: readonly FlowDraft[],
  { clusters, trafficPolicies, name: system }: Inventory,
  { ends, addresses }: Parts,
): readonly ResolvedMeshShare[] {
  return clusters.flatMap((cluster) => {
    const calls = drafts.filter(({ from, statement }) => statement && clusterOf(from) === cluster);
    if (calls.length === 0) return [];
    const home = namespaceOf(cluster, system);
    const policy = trafficPolicies.find(({ mesh, props }) => mesh.cluster === cluster && props.to === migration);
    const led = migration.backends.flatMap((backend) => {
      const key = thingOf(ends.of(backend.to));
      const to = calls.find((draft) => thingOf(draft.to) === key)?.to;
      return (to && backendAt(migration, backend, to, home)) ?? [];
    });
    return [
      {
        cluster: cluster.node.id,
        namespace: home,
        callers: [...new Set(calls.map(({ from }) => endKey(from.end)))].sort(compareText),
        ...(policy && { requests: requestsOf(policy.props) }),
        backends: led.map(({ backend }) => backend).sort((a, b) => compareText(a.service, b.service)),
        machines: led
          .flatMap(({ backend: { service }, card }) =>
            card === undefined ? [] : [{ service, card, address: addresses.machine(card) ?? addresses.pair(card) ?? '' }],
          )
          .sort((a, b) => compareText(a.service, b.service)),
      },
    ];
  });
}

/**
 * A proxy beside its sender connects to endpoints of Services. The one that bears a machine's name has no address: what is led to it would
 * go to wherever the client was going (Istio: `convertResolution`, ORIGINAL_DST), so that a migration has one of its own for the machine.
 */
function backendAt({ name }: Migration, { port, weight = 0 }: RouteBackend, to: DraftEnd, home: string): Led | undefined {
  const facts = { port: port?.resolved.from ?? 0, weight, key: thingOf(to) };
  const ofItsOwn = ({ end }: DraftEnd): Led => ({
    backend: { ...facts, service: objectName(`${name}-${end.name}`), namespace: home, machine: true },
    card: end.name,
  });
  const nowhere = (): undefined => undefined;
  return matchEnd<Led | undefined>(to, {
    pods: ({ end }) => ({ backend: { ...facts, service: end.name, namespace: end.selector.namespace, machine: false } }),
    machine: ofItsOwn,
    pair: ofItsOwn,
    nodes: nowhere,
    subnet: nowhere,
    resolver: nowhere,
    'kvm-hosts': nowhere,
    outside: nowhere,
  });
}

interface Led {
  readonly backend: ResolvedMeshBackend;
  /** The network card of a machine. */
  readonly card?: string;
}

/** Flows to who answers today, at the port of the migration: those that are there for its sake alone, and those that somebody asked for. */
function intoFrom(migration: Migration, { ends, drafts, flows }: Parts): Pick<ResolvedMigration, 'ending' | 'staying'> {
  const { from } = migration.props;
  const key = migration.port && portText(migration.port.resolved);
  if (!from || key === undefined) return { ending: [], staying: [] };
  const left = thingOf(ends.of(from));
  const into = drafts.filter((draft) => draft.dialled.has(key) && ORIGINS[draft.origin].stated && thingOf(draft.to) === left);
  const drafted = new Map(into.map((draft) => [draftKey(draft.from.end, draft.to.end, draft.origin), draft]));
  const found = flows.flatMap((flow) => {
    const draft = drafted.get(draftKey(flow.from, flow.to, flow.origin));
    const sakes = draft?.sakes.get(key);
    return draft ? [{ flow, alone: sakes?.size === 1 && sakes.has(migration) }] : [];
  });
  const flowsFor = (alone: boolean): readonly ResolvedFlowName[] =>
    found.filter((each) => each.alone === alone).map(({ flow: { id, origin } }) => ({ id, origin }));
  return { ending: flowsFor(true), staying: flowsFor(false) };
}
