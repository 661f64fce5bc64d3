import { isRecord } from '../../model/shape';
import { hasLabels, records, texts } from '../reader';
import { code, type Program, quoted } from '../source';
import { parseCidr } from './addresses';
import type { Manifest } from './manifests';
import type { DeclaredPort } from './ports';
import type { Declared } from './workloads';

const BECAUSE = 'a NetworkPolicy lets it through';

/** Who may call whom. */
export interface Flow {
  readonly from: Declared;
  readonly to: Declared;
}

/** Ports of a receiver that rules of one side let through between two workloads. */
interface Pair extends Flow {
  readonly ports: { readonly [S in Side]: Set<DeclaredPort> };
}

type Side = 'ingress' | 'egress';

/**
 * `policy.allow` for whatever NetworkPolicies let through between workloads, and from them to addresses outside. Where both ends are held
 * to rules, both have to let it through.
 * @returns those between workloads
 */
export function declareFlows(policies: readonly Manifest[], workloads: readonly Declared[], program: Program): readonly Flow[] {
  const pairs = new Map<string, Pair>();
  const held: { readonly [S in Side]: Set<Declared> } = { ingress: new Set(), egress: new Set() };
  const outside = new Outside(program);
  const meet = (side: Side, from: Declared, to: Declared, ports: unknown): void => {
    if (from === to) return;
    const key = `${from.constant} ${to.constant}`;
    const pair = pairs.get(key) ?? { from, to, ports: { ingress: new Set(), egress: new Set() } };
    pairs.set(key, pair);
    for (const port of to.ports) if (letsThrough(ports, port)) pair.ports[side].add(port);
  };
  for (const policy of policies) {
    const spec = isRecord(policy.content.spec) ? policy.content.spec : {};
    const own = selected(spec.podSelector, policy.namespace, workloads);
    for (const side of sidesOf(spec)) for (const each of own) held[side].add(each);
    const notes = new Set<string>();
    for (const { from, ports } of records(spec.ingress))
      for (const peer of records(from)) {
        const senders = peer.ipBlock === undefined ? peersOf(peer, policy.namespace, workloads) : [];
        if (senders.length === 0) notes.add('a sender that is none of these workloads');
        for (const sender of senders) for (const receiver of own) meet('ingress', sender, receiver, ports);
      }
    for (const { to, ports } of records(spec.egress))
      for (const peer of records(to)) {
        const receivers = peer.ipBlock === undefined ? peersOf(peer, policy.namespace, workloads) : [];
        for (const receiver of receivers) for (const sender of own) meet('egress', sender, receiver, ports);
        if (peer.ipBlock !== undefined && !own.every((sender) => outside.allow(sender, peer.ipBlock, ports)))
          notes.add('a receiver by addresses that cannot be said');
      }
    if (notes.size > 0) program.note([`NetworkPolicy ${policy.name} in ${policy.namespace} also names ${[...notes].join(', and ')}`]);
  }
  return [...pairs.values()].filter((pair) => declarePair(pair, held, program));
}

/** @returns whether there is something to be said */
function declarePair({ from, to, ports }: Pair, held: { readonly [S in Side]: ReadonlySet<Declared> }, program: Program): boolean {
  const isHeld = { ingress: held.ingress.has(to), egress: held.egress.has(from) };
  const sides = (['ingress', 'egress'] as const).filter((side) => isHeld[side]);
  const open = to.ports.filter((port) => sides.every((side) => ports[side].has(port)));
  if (open.length === 0) {
    program.note([`NetworkPolicies name ${from.constant} and ${to.constant}, and let nothing through between them that can be said.`]);
    return false;
  }
  const list = open.map(({ protocol, dialled }) => `${program.lib('Port')}.${protocol}(${dialled})`);
  const some = open.length === to.ports.length ? '' : `ports: [${list.join(', ')}], `;
  program.add(code(`this.policy.allow(${from.constant}, ${to.constant}, { ${some}because: ${quoted(BECAUSE)} })`));
  return true;
}

/** Which way pods of a policy are held to its rules (kubernetes.io, "Network Policies": policyTypes). */
function sidesOf({ policyTypes, egress }: Readonly<Record<string, unknown>>): readonly Side[] {
  if (!Array.isArray(policyTypes)) return egress === undefined ? ['ingress'] : ['ingress', 'egress'];
  return [
    ...(policyTypes.includes('Ingress') ? (['ingress'] as const) : []),
    ...(policyTypes.includes('Egress') ? (['egress'] as const) : []),
  ];
}

/** Whether a rule's ports have one among them: by number, range or name; all are where there are none. */
function letsThrough(ports: unknown, { number, name, protocol }: DeclaredPort): boolean {
  const rules = records(ports);
  if (rules.length === 0) return true;
  return rules.some(({ port, endPort, protocol: of = 'TCP' }) => {
    if (String(of).toLowerCase() !== protocol) return false;
    if (typeof endPort === 'number' && typeof port === 'number') return number >= port && number <= endPort;
    return port === undefined || port === number || port === name;
  });
}

/** Blocks of addresses outside, each once. */
class Outside {
  private readonly said = new Set<string>();
  private readonly constants = new Map<string, string>();

  constructor(private readonly program: Program) {}

  /** @returns whether it could be said */
  allow(sender: Declared, block: unknown, ports: unknown): boolean {
    const cidr = isRecord(block) && block.except === undefined ? parseCidr(block.cidr) : undefined;
    const list = portsOf(this.program, ports);
    if (cidr === undefined || list === undefined) return false;
    const key = `${sender.constant} ${cidr} ${list}`;
    if (this.said.has(key)) return true;
    this.said.add(key);
    const made = code(`${this.program.lib('External')}.cidr(${quoted(cidr)})`);
    const constant = this.constants.get(cidr) ?? this.program.declare(`outside ${this.constants.size + 1}`, made);
    this.constants.set(cidr, constant);
    this.program.add(code(`this.policy.allow(${sender.constant}, ${constant}, { ports: ${list}, because: ${quoted(BECAUSE)} })`));
    return true;
  }
}

/** @returns undefined where they have no numbers */
function portsOf(program: Program, ports: unknown): string | undefined {
  const found = records(ports).map(({ port, endPort, protocol = 'TCP' }) =>
    typeof port === 'number' && endPort === undefined && (protocol === 'TCP' || protocol === 'UDP')
      ? `${program.lib('Port')}.${protocol.toLowerCase()}(${port})`
      : undefined,
  );
  return found.length === 0 || found.includes(undefined) ? undefined : `[${found.join(', ')}]`;
}

function selected(selector: unknown, namespace: string, workloads: readonly Declared[]): readonly Declared[] {
  const wanted = texts(isRecord(selector) ? selector.matchLabels : {});
  const whole = isRecord(selector) && records(selector.matchExpressions).length > 0 ? [] : workloads;
  return whole.filter((each) => each.namespace === namespace && hasLabels(each.labels, wanted));
}

function peersOf(peer: Readonly<Record<string, unknown>>, own: string, workloads: readonly Declared[]): readonly Declared[] {
  const { namespaceSelector, podSelector = {} } = peer;
  if (namespaceSelector === undefined) return selected(podSelector, own, workloads);
  const named = isRecord(namespaceSelector) ? texts(namespaceSelector.matchLabels)['kubernetes.io/metadata.name'] : undefined;
  return named === undefined ? [] : selected(podSelector, named, workloads);
}
