import { isRecord } from '../model/shape';
import { parseCidr } from './addresses';
import type { Manifest } from './manifests';
import { records, texts } from './reader';
import { code, type Program, quoted } from './source';
import type { Declared } from './workloads';

const BECAUSE = 'a NetworkPolicy lets it through';

/** `policy.allow` for whatever NetworkPolicies let through between workloads, and from them to addresses outside. */
export function declareFlows(policies: readonly Manifest[], workloads: readonly Declared[], program: Program): void {
  const said = new Set<string>();
  const externals = new Map<string, string>();
  for (const policy of policies) {
    const spec = isRecord(policy.content.spec) ? policy.content.spec : {};
    const held = selected(spec.podSelector, policy.namespace, workloads);
    const notes = new Set<string>();
    for (const { from, ports } of records(spec.ingress))
      for (const peer of records(from)) {
        const senders = peer.ipBlock === undefined ? peersOf(peer, policy.namespace, workloads) : [];
        if (senders.length === 0) notes.add('a sender that is none of these workloads');
        for (const sender of senders) for (const receiver of held) allow(program, said, sender, receiver, ports);
      }
    for (const { to, ports } of records(spec.egress))
      for (const peer of records(to)) {
        const cidr = isRecord(peer.ipBlock) && peer.ipBlock.except === undefined ? parseCidr(peer.ipBlock.cidr) : undefined;
        const list = portsOf(program, ports);
        if (peer.ipBlock === undefined) {
          const receivers = peersOf(peer, policy.namespace, workloads);
          for (const receiver of receivers) for (const sender of held) allow(program, said, sender, receiver, ports);
        } else if (cidr === undefined || list === undefined) notes.add('a receiver by addresses that cannot be said');
        else
          for (const sender of held) {
            const key = `${sender.constant} ${cidr} ${list}`;
            if (said.has(key)) continue;
            said.add(key);
            const constant =
              externals.get(cidr) ??
              program.declare(`outside ${externals.size + 1}`, code(`${program.lib('External')}.cidr(${quoted(cidr)})`));
            externals.set(cidr, constant);
            program.add(code(`this.policy.allow(${sender.constant}, ${constant}, { ports: ${list}, because: ${quoted(BECAUSE)} })`));
          }
      }
    if (notes.size > 0) program.note([`NetworkPolicy ${policy.name} in ${policy.namespace} also names ${[...notes].join(', and ')}`]);
  }
}

function allow(program: Program, said: Set<string>, from: Declared, to: Declared, ports: unknown): void {
  const numbers = records(ports).map(({ port }) => port);
  const known = to.ports.length > 0 && numbers.every((port) => typeof port === 'string' || to.ports.includes(Number(port)));
  const key = `${from.constant} ${to.constant}`;
  if (from === to || !known || said.has(key)) return;
  said.add(key);
  program.add(code(`this.policy.allow(${from.constant}, ${to.constant}, { because: ${quoted(BECAUSE)} })`));
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
  const wanted = Object.entries(texts(isRecord(selector) ? selector.matchLabels : {}));
  const whole = isRecord(selector) && records(selector.matchExpressions).length > 0 ? [] : workloads;
  return whole.filter((each) => each.namespace === namespace && wanted.every(([key, value]) => each.labels[key] === value));
}

function peersOf(peer: Readonly<Record<string, unknown>>, own: string, workloads: readonly Declared[]): readonly Declared[] {
  const { namespaceSelector, podSelector = {} } = peer;
  if (namespaceSelector === undefined) return selected(podSelector, own, workloads);
  const named = isRecord(namespaceSelector) ? texts(namespaceSelector.matchLabels)['kubernetes.io/metadata.name'] : undefined;
  return named === undefined ? [] : selected(podSelector, named, workloads);
}
