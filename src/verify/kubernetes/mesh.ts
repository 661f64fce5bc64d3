import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';
import { difference, type Interval, type IntervalSet, intersection, union } from '../sets/intervals';
import { LAST_PORT } from '../sets/transport';
import { type AuthorizationPolicy, boundaries, type MeshSender, matchedPorts } from './authorization';
import type { Pods } from './pods';
import { readSelector, type Selector, SelectorIndex } from './selector';

type MtlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

export interface PeerAuthentication {
  readonly name: string;
  readonly namespace: string;
  /** Unset: all workloads of the namespace. */
  readonly selector?: Selector;
  /** Unset: as the next wider scope says. */
  readonly mode?: MtlsMode;
  readonly ports: ReadonlyMap<number, MtlsMode | undefined>;
}

export interface MeshSettings {
  /** Namespace whose policies hold for the whole mesh. */
  readonly rootNamespace: string;
  readonly trustDomain: string;
}

/** TCP ports that a proxy opens, and the policies that let it. */
export interface MeshAllowance {
  readonly ports: IntervalSet;
  readonly by: readonly string[];
}

/** Ports by how they are spoken to. */
type Modes = readonly (readonly [MtlsMode, IntervalSet])[];

const LAST_ADDRESS = 2 ** 32 - 1;
const EVERY_PORT: IntervalSet = [[0, LAST_PORT]];

/** Reads the spec of an Istio PeerAuthentication. */
export function readPeerAuthentication(name: string, namespace: string, spec: Fields): PeerAuthentication {
  const selector = spec.object('selector', readSelector);
  const mode = spec.object('mtls', readMode);
  const ports = spec.object('portLevelMtls', (all) => all.entries((fields, port) => [Number(port), readMode(fields)] as const)) ?? [];
  spec.done();
  const narrow = selector && selector.equal.length > 0;
  if (ports.length > 0 && !narrow) throw new NotUnderstoodError('portLevelMtls without a selector, which Istio ignores');
  return { name, namespace, ...(narrow && { selector }), ...(mode && { mode }), ports: new Map(ports) };
}

function readMode(fields: Fields): MtlsMode | undefined {
  const mode = fields.optionalText('mode') ?? 'UNSET';
  fields.done();
  if (mode === 'UNSET') return undefined;
  if (mode === 'STRICT' || mode === 'PERMISSIVE' || mode === 'DISABLE') return mode;
  throw new NotUnderstoodError(`mTLS mode "${mode}"`);
}

/** What the proxies of a service mesh let into its workloads. */
export class ProxyRules {
  private readonly knownPolicies = new WeakMap<Pods, readonly AuthorizationPolicy[]>();
  private readonly knownModes = new WeakMap<Pods, Modes>();
  private readonly policies: SelectorIndex<AuthorizationPolicy>;
  private readonly general: readonly PeerAuthentication[];
  private readonly workloads: SelectorIndex<PeerAuthentication & { readonly selector: Selector }>;

  constructor(
    policies: readonly AuthorizationPolicy[],
    authentications: readonly PeerAuthentication[],
    readonly settings: MeshSettings,
  ) {
    this.policies = new SelectorIndex(policies);
    this.general = authentications.filter(({ selector }) => !selector);
    this.workloads = new SelectorIndex(authentications.flatMap((each) => (each.selector ? [{ ...each, selector: each.selector }] : [])));
  }

  /** TCP ports of `pods` that their proxy opens to a sender. Pods outside the mesh have no proxy: every port. */
  allowed(pods: Pods, sender: MeshSender): MeshAllowance {
    if (!pods.mesh) return { ports: EVERY_PORT, by: [] };
    const plaintext: MeshSender = { addresses: sender.addresses };
    const ports: IntervalSet[] = [];
    const by = new Set<string>();
    for (const [mode, span] of this.modesOf(pods)) {
      if (mode === 'STRICT' && !sender.identity) continue;
      const open = this.authorized(pods, mode === 'DISABLE' ? plaintext : sender, span, by);
      ports.push(open);
    }
    return { ports: union(...ports), by: [...by] };
  }

  /** As {@link allowed}, apart for each part of the sender's addresses that policies tell from the others. */
  allowedByAddress(pods: Pods, sender: MeshSender): readonly (MeshAllowance & { readonly addresses: IntervalSet })[] {
    const cuts = [...new Set(this.policiesFor(pods).flatMap(boundaries))].sort((a, b) => a - b);
    const parts = [0, ...cuts].map((cut, i): Interval => [cut, (cuts[i] ?? LAST_ADDRESS + 1) - 1]);
    return parts.flatMap((part) => {
      const addresses = part[0] > part[1] ? [] : intersection(sender.addresses, [part]);
      return addresses.length > 0 ? [{ addresses, ...this.allowed(pods, { ...sender, addresses }) }] : [];
    });
  }

  /** Ports at which the proxy of `pods` is in one of these modes. */
  portsOf(pods: Pods, ...among: readonly MtlsMode[]): IntervalSet {
    return union(...this.modesOf(pods).map(([mode, span]) => (among.includes(mode) ? span : [])));
  }

  private modesOf(pods: Pods): Modes {
    const known = this.knownModes.get(pods) ?? this.modes(pods);
    this.knownModes.set(pods, known);
    return known;
  }

  /** AuthorizationPolicies that hold for `pods`. */
  policiesFor(pods: Pods): readonly AuthorizationPolicy[] {
    const known = this.knownPolicies.get(pods);
    if (known) return known;
    const scopes = new Set([this.settings.rootNamespace, pods.namespace]);
    const found = [...scopes].flatMap((namespace) => this.policies.selecting(namespace, pods.labels));
    this.knownPolicies.set(pods, found);
    return found;
  }

  private authorized(pods: Pods, sender: MeshSender, ports: IntervalSet, by: Set<string>): IntervalSet {
    const policies = this.policiesFor(pods);
    const denied = union(...policies.filter(({ action }) => action === 'DENY').map((policy) => matchedPorts(policy, sender)));
    const allowing = policies.filter(({ action }) => action === 'ALLOW');
    const open: IntervalSet[] = allowing.length === 0 ? [ports] : [];
    for (const policy of allowing) {
      const allowed = intersection(difference(matchedPorts(policy, sender), denied), ports);
      if (allowed.length > 0) by.add(`AuthorizationPolicy ${policy.namespace}/${policy.name}`);
      open.push(allowed);
    }
    return difference(union(...open), denied);
  }

  /** How each port of `pods` is spoken to. The narrowest PeerAuthentication that says something decides. */
  private modes(pods: Pods): Modes {
    const { rootNamespace } = this.settings;
    const own = this.only(pods, this.workloads.selecting(pods.namespace, pods.labels));
    const wide = (scope: string) =>
      this.only(
        pods,
        this.general.filter(({ namespace }) => namespace === scope),
      );
    const general = own?.mode ?? wide(pods.namespace)?.mode ?? wide(rootNamespace)?.mode ?? 'PERMISSIVE';
    const single = [...(own?.ports ?? [])].map(([port, mode]) => [mode ?? general, [[port, port]] as readonly Interval[]] as const);
    return [[general, difference(EVERY_PORT, union(...single.map(([, span]) => span)))], ...single];
  }

  private only(pods: Pods, found: readonly PeerAuthentication[]): PeerAuthentication | undefined {
    if (found.length <= 1) return found[0];
    const names = found.map(({ namespace, name }) => `${namespace}/${name}`).join(', ');
    throw new NotUnderstoodError(`several PeerAuthentications of the same scope hold for ${pods.name} (${names}): the oldest one decides`);
  }
}
