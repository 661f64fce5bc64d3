import { type Enforcement, type EnforcementPoint, endKey, type ResolvedPort } from '../model/resolved';
import type { Exposure } from './exposure';
import type { FlowFacts } from './matrix';
import type { NamedAddress, PolicySnapshot } from './snapshot';
import { onePortText, plaintextText } from './words';

/** Parts of a list that only one of two versions has. */
export interface ListChange<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
}

/** One enforcement point of a flow. Unset: the point did not, or does not, see the flow. */
export interface PointChange {
  readonly point: EnforcementPoint;
  readonly before?: Enforcement;
  readonly after?: Enforcement;
}

/** A flow that both versions have, in different terms. */
export interface FlowChange {
  readonly before: FlowFacts;
  readonly after: FlowFacts;
  /** As dialled. */
  readonly ports: ListChange<ResolvedPort>;
  readonly because: ListChange<string>;
  readonly enforcement: readonly PointChange[];
}

/** What differs between two policies. Order, and anything that is not policy, never shows. */
export interface PolicyChanges {
  /** Flows that came, left or changed. */
  readonly flows: ListChange<FlowFacts> & { readonly changed: readonly FlowChange[] };
  /** Addresses that came, left or moved. */
  readonly addresses: ListChange<NamedAddress> & {
    readonly changed: readonly { readonly before: NamedAddress; readonly after: NamedAddress }[];
  };
  /** What is reachable from outside and was not, or the other way round. */
  readonly exposures: ListChange<Exposure> & {
    readonly changed: readonly { readonly after: Exposure; readonly ports: ListChange<ResolvedPort> }[];
  };
}

/** What changed between two policies, both as {@link policySnapshot} makes them. */
export function comparePolicies(before: PolicySnapshot, after: PolicySnapshot): PolicyChanges {
  const flows = match(before.flows, after.flows, ({ origin, from, to }) => JSON.stringify([origin, endKey(from), endKey(to)]));
  const addresses = match(before.addresses, after.addresses, ({ what, name }) => `${what}/${name}`);
  const exposed = match(before.exposures, after.exposures, ({ from, to, via }) => JSON.stringify([from, to, via].flat().map(endKey)));
  return {
    flows: { ...flows, changed: flows.both.flatMap(([a, b]) => flowChange(a, b)) },
    addresses: {
      ...addresses,
      changed: addresses.both.flatMap(([a, b]) => (listChange(a.addresses, b.addresses, String) ? [{ before: a, after: b }] : [])),
    },
    exposures: {
      ...exposed,
      changed: exposed.both.flatMap(([a, b]) => {
        const ports = listChange(a.ports, b.ports, onePortText);
        return ports ? [{ after: b, ports }] : [];
      }),
    },
  };
}

/** Whether nothing changed. */
export function isUnchanged(changes: PolicyChanges): boolean {
  return Object.values(changes).every(({ added, removed, changed }) => added.length + removed.length + changed.length === 0);
}

function flowChange(before: FlowFacts, after: FlowFacts): readonly FlowChange[] {
  const none = { added: [], removed: [] };
  const ports = listChange(portPairs(before), portPairs(after), ({ text }) => text);
  const because = listChange(before.because, after.because, String);
  const points = [...new Set([...before.enforcement, ...after.enforcement].map(({ point }) => point))];
  const enforcement = points.flatMap((point): PointChange[] => {
    const [was, is] = [before, after].map((flow) => flow.enforcement.find((one) => one.point === point));
    if (was?.precision === is?.precision && was?.why === is?.why) return [];
    return [{ point, ...(was && { before: was }), ...(is && { after: is }) }];
  });
  if (!ports && !because && enforcement.length === 0 && samePlaintext(before, after)) return [];
  const dialled = ports && { added: ports.added.map(({ port }) => port), removed: ports.removed.map(({ port }) => port) };
  return [{ before, after, ports: dialled ?? none, because: because ?? none, enforcement }];
}

export const samePlaintext = (before: FlowFacts, after: FlowFacts): boolean => plaintextText(before) === plaintextText(after);

/** A port that leads elsewhere behind a Service is another port. */
const portPairs = ({ dialledPorts, ports }: FlowFacts): readonly { port: ResolvedPort; text: string }[] =>
  dialledPorts.map((port, index) => ({ port, text: `${onePortText(port)} ${ports[index] ? onePortText(ports[index]) : ''}` }));

function listChange<T>(before: readonly T[], after: readonly T[], keyOf: (item: T) => string): ListChange<T> | undefined {
  const { added, removed } = match(before, after, keyOf);
  return added.length + removed.length > 0 ? { added, removed } : undefined;
}

function match<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
): ListChange<T> & { readonly both: readonly (readonly [T, T])[] } {
  const old = new Map(before.map((item) => [keyOf(item), item]));
  const current = new Map(after.map((item) => [keyOf(item), item]));
  return {
    added: [...current].flatMap(([key, item]) => (old.has(key) ? [] : [item])),
    removed: [...old].flatMap(([key, item]) => (current.has(key) ? [] : [item])),
    both: [...current].flatMap(([key, item]) => {
      const was = old.get(key);
      return was === undefined ? [] : [[was, item] as const];
    }),
  };
}
