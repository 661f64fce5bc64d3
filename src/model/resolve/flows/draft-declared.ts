import { pairOf } from '../../edge/load-balancer';
import { Migration } from '../../edge/migration';
import { FAMILIES } from '../../guest/families';
import { type Card, cardsOf, hasSeveralCards } from '../../kinds/guest/cards';
import type { Subnet } from '../../network/network';
import { placeOf } from '../../place';
import type { Allowance } from '../../policy/policy';
import * as problems from '../../problems';
import { endInWords, endKey, governedAt, type ResolvedPort } from '../../resolved';
import { append, type Port, portText, portWithin } from '../../values';
import type { Machine } from '../../workload/machine';
import type { DraftEnd } from '../ends/draft-end';
import { asMachine, asOutside, clusterOf, wholeSubnet } from '../ends/end-facts';
import type { Ends } from '../ends/ends';
import { type Meant, meantBy, unshared } from '../ends/migrations';
import { about, type Findings } from '../findings';
import { allowancePath } from '../inventory/inventory';
import { type Drafting, flowText } from './draft-flows';
import { detourText, remedy } from './joined-ends';
import { warnStray } from './strays';

/** Ports that administrators use although nobody lists them. */
const ADMIN_PORTS = new Set(['tcp/22', 'tcp/3389', 'icmp']);

/** Reads every `policy.allow`. */
export function draftDeclared(drafting: Drafting): void {
  const { inventory, machines, ends, findings } = drafting;
  const bySubnet = new Map<Subnet, Card[]>();
  for (const card of machines.flatMap((machine) => cardsOf(machine))) append(bySubnet, card.subnet, card);
  const receiversIn = (subnet: Subnet): readonly DraftEnd[] => [
    ...(bySubnet.get(subnet) ?? []).filter(({ machine }) => !pairOf(machine)).map((card) => ends.card(card)),
    // Clients use the address that both machines of a pair share.
    ...inventory.pairs.filter(({ props }) => props.subnet === subnet).map((pair) => ends.of(pair)),
  ];
  for (const allowance of inventory.allowances) {
    const senders = allowance.from.map((peer) => ends.of(peer));
    const receivers = allowance.to
      .flatMap((peer) => meantBy(peer, ends))
      .flatMap((meant) => {
        const subnet = wholeSubnet(meant.to);
        return subnet ? receiversIn(subnet).map((to): Meant => ({ to })) : [meant];
      });
    checkAllowance(allowance, senders, receivers, findings);
    checkShares(allowance, senders, ends, findings);
    for (const from of senders) for (const meant of receivers) draftPair(allowance, from, meant, drafting);
  }
}

function draftPair(
  allowance: Allowance,
  from: DraftEnd,
  { to, ports, migration }: Meant,
  { machines, ends, cards, drafts, findings }: Drafting,
): void {
  const report = about(allowance, findings.problem);
  // Of most flows there is nothing to tell.
  const text = (): string => flowText(from, to, [allowance.because]);
  if (asOutside(from) && asOutside(to)) {
    report(problems.flowOutside(to.path, text()));
    return;
  }
  if (isSameThing(from, to) && !manyPods(to)) {
    // In a list of many to many the pair of a thing with itself is no mistake, and needs no rule.
    if (allowance.from.length === 1 && allowance.to.length === 1) report(problems.flowToItself(to.path, text()));
    return;
  }
  if (to.wayToPort !== undefined && to.listens.length === 0) {
    report(problems.flowToWorker(to.path, text(), to.end.name, to.wayToPort));
    return;
  }
  const chosen = choosePorts(ports ?? allowance.ports ?? to.listens, to);
  if (chosen.length === 0) {
    // A migration without a port is told of where it is.
    if (!migration) report(problems.flowWithoutPort(to.path, text(), allowance.ports ? undefined : to.end.name));
    return;
  }
  for (const end of [from, to]) {
    const os = asMachine(end)?.machine.props.os.resolved;
    const lacking = os ? (allowance.ports ?? []).filter(({ resolved }) => FAMILIES[os.family].lacks.includes(resolved.protocol)) : [];
    if (os && lacking.length > 0) report(problems.flowLacksProtocol(to.path, text(), end.end.name, os.title, lacking.map(String)));
  }
  for (const card of residents(from, machines)) {
    if (card.machine === asMachine(to)?.machine) continue;
    const { detour, strays } = cards.join(ends.card(card), to);
    if (detour) report(problems.flowByOtherCard(to.path, text(), detourText(detour), remedy(detour)));
    for (const stray of strays) warnStray(stray, to, text(), allowance, findings);
  }
  if (!migration) warnUnheard(chosen, to, text, allowance, findings);
  const draft = drafts.add('declared', from, to, chosen, allowance.because, migration);
  draft.statement ??= allowance;
  for (const waiver of allowance.waive ?? []) {
    if (!waiver.because?.trim()) report(problems.waiverWithoutReason(to.path, waiver.rule));
    const reasons = draft.waivers.get(waiver.rule) ?? new Set();
    draft.waivers.set(waiver.rule, reasons.add(waiver.because));
  }
}

/** Whoever is allowed to a migration needs something on its way that shares what it sends. */
function checkShares(allowance: Allowance, senders: readonly DraftEnd[], ends: Ends, findings: Findings): void {
  const report = about(allowance, findings.problem);
  for (const migration of allowance.to.filter((peer) => peer instanceof Migration)) {
    const { path } = migration.node;
    const port = migration.port && portText(migration.port.resolved);
    const others = (allowance.ports ?? []).map(String).filter((each) => each !== port);
    if (others.length > 0) report(problems.migrationNotAt(path, migration.name, port ?? 'no port', others));
    for (const from of senders) {
      const text = `${endInWords(from.end)} -> ${migration.name}`;
      const defect = unshared(from, migration);
      if (defect) report(problems.migrationNotSplit(path, text, defect.why, defect.fix));
      else
        for (const { to } of migration.backends)
          if (!sharesCluster(from, ends.of(to))) report(problems.migrationElsewhere(path, text, to.name));
    }
  }
}

/** A machine is reached from every cluster. */
const sharesCluster = (from: DraftEnd, to: DraftEnd): boolean => clusterOf(to) === undefined || clusterOf(from) === clusterOf(to);

/** Cards in a sending subnet that are not their machine's only one: what stands for all of them stands for each. */
function residents(end: DraftEnd, machines: readonly Machine[]): readonly Card[] {
  const subnet = wholeSubnet(end);
  return subnet ? machines.filter(hasSeveralCards).flatMap((machine) => cardsOf(machine).filter((card) => card.subnet === subnet)) : [];
}

const isSameThing = (from: DraftEnd, to: DraftEnd): boolean =>
  (asMachine(from)?.machine ?? endKey(from.end)) === (asMachine(to)?.machine ?? endKey(to.end));

/** Whether the thing stands for several, whose traffic with each other is filtered: pods that the system has policies for. */
const manyPods = ({ end }: DraftEnd): boolean => governedAt(end) !== undefined;

/** The flow's ports under the names that the receiver gave them. */
function choosePorts(ports: readonly Port[], to: DraftEnd): readonly ResolvedPort[] {
  return ports.map(({ resolved }) => {
    const heard = to.listens.find((each) => portText(each.resolved) === portText(resolved))?.resolved ?? resolved;
    const { clientPorts } = resolved;
    return clientPorts && !heard.clientPorts ? { ...heard, clientPorts } : heard;
  });
}

function warnUnheard(ports: readonly ResolvedPort[], to: DraftEnd, text: () => string, allowance: Allowance, findings: Findings): void {
  if (to.listens.length === 0) return;
  const unheard = ports.filter((port) => !ADMIN_PORTS.has(portText(port)) && !to.listens.some((heard) => portWithin(port, heard.resolved)));
  if (unheard.length === 0) return;
  findings.warn({
    code: 'PORT_NOT_LISTENED',
    path: to.path,
    at: placeOf(allowance),
    message: `${text()}: ${unheard.map(portText).join(', ')} is allowed, but it listens on ${to.listens.map(String).join(', ')} only.`,
  });
}

function checkAllowance(allowance: Allowance, senders: readonly DraftEnd[], receivers: readonly Meant[], findings: Findings): void {
  const report = about(allowance, findings.problem);
  const listed = (names: readonly string[]): string => names.join(', ') || 'nothing';
  const text = (): string =>
    `${listed(senders.map(({ end }) => endInWords(end)))} -> ${listed(receivers.map(({ to, migration }) => migration?.name ?? endInWords(to.end)))}`;
  const path = (receivers[0]?.migration?.node ?? receivers[0]?.to)?.path ?? allowancePath(allowance);
  if (!allowance.because?.trim()) report(problems.flowWithoutReason(path, text()));
  if (senders.length === 0 || receivers.length === 0) {
    const side = senders.length === 0 ? 'no sender' : 'no receiver (a subnet counts for its machines)';
    findings.warn({
      code: 'FLOW_OF_NOTHING',
      path,
      at: placeOf(allowance),
      message: `${allowancePath(allowance)} names ${side}, so it allows nothing.`,
    });
  }
  for (const port of allowance.ports ?? []) if (port.defect) report(problems.invalidPort(path, port.defect));
}
