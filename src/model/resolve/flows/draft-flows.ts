import type { Subnet } from '../../network/network';
import type { Allowance } from '../../policy/policy';
import type { FlowRule } from '../../policy/waiver';
import * as problems from '../../problems';
import { endKey, type FlowOrigin, type ResolvedPort } from '../../resolved';
import { compareText, type Port, portText, portWithin } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import type { Site } from '../network/routing';
import type { DraftEnd, Ends } from './ends';

/** A flow before addresses are known: sender, receiver, and what the sender dials. */
export interface FlowDraft {
  readonly origin: FlowOrigin;
  readonly from: DraftEnd;
  readonly to: DraftEnd;
  readonly dialled: Map<string, ResolvedPort>;
  readonly because: Set<string>;
  readonly waivers: Map<FlowRule, Set<string>>;
}

/** Flows by sender, receiver and origin; the same pair twice is one flow with both reasons. */
export class FlowDrafts {
  private readonly drafts = new Map<string, FlowDraft>();

  add(origin: FlowOrigin, from: DraftEnd, to: DraftEnd, ports: readonly ResolvedPort[], because: string): FlowDraft {
    const key = `${endKey(from.end)}>${endKey(to.end)}>${origin}`;
    let draft = this.drafts.get(key);
    if (!draft) {
      draft = { origin, from, to, dialled: new Map(), because: new Set(), waivers: new Map() };
      this.drafts.set(key, draft);
    }
    draft.because.add(because);
    for (const port of ports) {
      const known = draft.dialled.get(portText(port));
      if (!known || compareText(port.name, known.name) < 0) draft.dialled.set(portText(port), port);
    }
    return draft;
  }

  get all(): readonly FlowDraft[] {
    return [...this.drafts.values()];
  }
}

/** `order-service -> database-vm`: how flows are named in problems. */
export const flowText = (from: DraftEnd, to: DraftEnd): string => `${from.end.name} -> ${to.end.name}`;

/** Ports that administrators use although nobody lists them. */
const ADMIN_PORTS = new Set(['tcp/22', 'tcp/3389', 'icmp']);

/** What the passes that draft flows work with. */
export interface Drafting {
  readonly inventory: Inventory;
  /** Those that can be worked with. */
  readonly machines: readonly Machine[];
  readonly ends: Ends;
  readonly siteOf: (end: DraftEnd) => Site;
  readonly drafts: FlowDrafts;
  readonly findings: Findings;
}

/** Reads every `policy.allow`. */
export function draftDeclared({ inventory, machines, ends, drafts, findings }: Drafting): void {
  const bySubnet = new Map<Subnet, Machine[]>();
  for (const machine of machines) {
    const list = bySubnet.get(machine.props.subnet);
    if (list) list.push(machine);
    else bySubnet.set(machine.props.subnet, [machine]);
  }
  for (const allowance of inventory.allowances) {
    const senders = allowance.from.map((peer) => ends.of(peer));
    const receivers = allowance.to
      .map((peer) => ends.of(peer))
      .flatMap((end) => (end.is === 'subnet' ? (bySubnet.get(end.subnet) ?? []).map((machine) => ends.of(machine)) : [end]));
    checkAllowance(allowance, senders, receivers, inventory, findings);
    for (const from of senders) for (const to of receivers) draftPair(allowance, from, to, drafts, findings);
  }
}

function draftPair(allowance: Allowance, from: DraftEnd, to: DraftEnd, drafts: FlowDrafts, findings: Findings): void {
  if (from.is === 'outside' && to.is === 'outside') {
    findings.problem(problems.flowOutside(to.path, flowText(from, to)));
    return;
  }
  if (endKey(from.end) === endKey(to.end)) {
    // In a list of many to many the pair of a thing with itself is no mistake, and needs no rule.
    if (allowance.from.length === 1 && allowance.to.length === 1) findings.problem(problems.flowToItself(to.path));
    return;
  }
  const chosen = choosePorts(allowance.ports ?? to.listens, to);
  if (chosen.length === 0) {
    findings.problem(problems.flowWithoutPort(to.path, flowText(from, to), to.end.name));
    return;
  }
  warnUnheard(chosen, from, to, findings);
  const draft = drafts.add('declared', from, to, chosen, allowance.because);
  for (const waiver of allowance.waive ?? []) {
    if (!waiver.because?.trim()) findings.problem(problems.waiverWithoutReason(to.path, waiver.rule));
    const reasons = draft.waivers.get(waiver.rule) ?? new Set();
    draft.waivers.set(waiver.rule, reasons.add(waiver.because));
  }
}

/** The flow's ports under the names that the receiver gave them. */
function choosePorts(ports: readonly Port[], to: DraftEnd): readonly ResolvedPort[] {
  return ports.map(({ resolved }) => to.listens.find((heard) => portText(heard.resolved) === portText(resolved))?.resolved ?? resolved);
}

function warnUnheard(ports: readonly ResolvedPort[], from: DraftEnd, to: DraftEnd, findings: Findings): void {
  if (to.listens.length === 0) return;
  const unheard = ports.filter((port) => !ADMIN_PORTS.has(portText(port)) && !to.listens.some((heard) => portWithin(port, heard.resolved)));
  if (unheard.length === 0) return;
  findings.warn({
    code: 'PORT_NOT_LISTENED',
    path: to.path,
    message: `${flowText(from, to)}: ${unheard.map(portText).join(', ')} is allowed, but it listens on ${to.listens.map(String).join(', ')} only.`,
  });
}

function checkAllowance(
  allowance: Allowance,
  senders: readonly DraftEnd[],
  receivers: readonly DraftEnd[],
  inventory: Inventory,
  findings: Findings,
): void {
  const text = `${senders.map((end) => end.end.name).join(', ')} -> ${receivers.map((end) => end.end.name).join(', ')}`;
  const path = receivers[0]?.path ?? inventory.root.node.path;
  if (!allowance.because?.trim()) findings.problem(problems.flowWithoutReason(path, text));
  if (senders.length === 0 || receivers.length === 0) {
    const side = senders.length === 0 ? 'nobody to allow it to' : 'nothing that it leads to (a subnet counts for its machines)';
    findings.warn({ code: 'FLOW_OF_NOTHING', path, message: `"${allowance.because}": there is ${side}, so nothing is allowed.` });
  }
  for (const port of allowance.ports ?? []) if (port.defect) findings.problem(problems.invalidPort(path, port.defect));
}
