'use strict';
var __createBinding =
  (this && this.__createBinding) ||
  (Object.create
    ? (o, m, k, k2) => {
        if (k2 === undefined) k2 = k;
        var desc = Object.getOwnPropertyDescriptor(m, k);
        if (!desc || ('get' in desc ? !m.__esModule : desc.writable || desc.configurable)) {
          desc = { enumerable: true, get: () => m[k] };
        }
        Object.defineProperty(o, k2, desc);
      }
    : (o, m, k, k2) => {
        if (k2 === undefined) k2 = k;
        o[k2] = m[k];
      });
var __setModuleDefault =
  (this && this.__setModuleDefault) ||
  (Object.create
    ? (o, v) => {
        Object.defineProperty(o, 'default', { enumerable: true, value: v });
      }
    : (o, v) => {
        o['default'] = v;
      });
var __importStar =
  (this && this.__importStar) ||
  (() => {
    var ownKeys = (o) => {
      ownKeys =
        Object.getOwnPropertyNames ||
        ((o) => {
          var ar = [];
          for (var k in o) if (Object.hasOwn(o, k)) ar[ar.length] = k;
          return ar;
        });
      return ownKeys(o);
    };
    return (mod) => {
      if (mod && mod.__esModule) return mod;
      var result = {};
      if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== 'default') __createBinding(result, mod, k[i]);
      __setModuleDefault(result, mod);
      return result;
    };
  })();
Object.defineProperty(exports, '__esModule', { value: true });
exports.flowText = exports.FlowDrafts = void 0;
exports.draftDeclared = draftDeclared;
const problems = __importStar(require('../problems'));
const system_1 = require('../system');
const values_1 = require('../values');
const ends_1 = require('./ends');
/** Flows by sender, receiver and origin; the same pair twice is one flow with both reasons. */
class FlowDrafts {
  drafts = new Map();
  add(origin, from, to, ports, because) {
    const key = `${keyOf(from)}>${keyOf(to)}>${origin}`;
    let draft = this.drafts.get(key);
    if (!draft) {
      draft = { origin, from, to, dialled: new Map(), because: new Set(), waivers: new Map() };
      this.drafts.set(key, draft);
    }
    draft.because.add(because);
    for (const port of ports) {
      const known = draft.dialled.get((0, values_1.portText)(port));
      if (!known || (0, values_1.compareText)(port.name, known.name) < 0) draft.dialled.set((0, values_1.portText)(port), port);
    }
    return draft;
  }
  get all() {
    return [...this.drafts.values()];
  }
}
exports.FlowDrafts = FlowDrafts;
const keyOf = ({ endpoint }) => `${endpoint.kind}/${endpoint.name}`;
/** `order-service -> database-vm`: how flows are named in problems. */
const flowText = (from, to) => `${from.endpoint.name} -> ${to.endpoint.name}`;
exports.flowText = flowText;
/** Ports that administrators use although nobody lists them. */
const ADMIN_PORTS = new Set(['tcp/22', 'tcp/3389', 'icmp']);
/** Reads every `policy.allow`. */
function draftDeclared(inventory, machines, drafts, findings) {
  const bySubnet = new Map();
  for (const machine of machines) {
    const list = bySubnet.get(machine.props.subnet);
    if (list) list.push(machine);
    else bySubnet.set(machine.props.subnet, [machine]);
  }
  for (const allowance of inventory.root.policy.allowances) {
    const senders = allowance.from.map(ends_1.endOf);
    const receivers = allowance.to
      .map(ends_1.endOf)
      .flatMap((end) => (end.endpoint.kind === 'subnet' && end.subnet ? (bySubnet.get(end.subnet) ?? []).map(ends_1.machineEnd) : [end]));
    checkAllowance(allowance, senders, receivers, inventory, findings);
    for (const from of senders) for (const to of receivers) draftPair(allowance, from, to, drafts, findings);
  }
}
function draftPair(allowance, from, to, drafts, findings) {
  if (keyOf(from) === keyOf(to)) {
    // In a list of many to many the pair of a thing with itself is no mistake, and needs no rule.
    if (allowance.from.length === 1 && allowance.to.length === 1) findings.problem(problems.flowToItself(to.path));
    return;
  }
  const chosen = choosePorts(allowance.ports ?? to.listens, to);
  if (chosen.length === 0) {
    findings.problem(problems.flowWithoutPort(to.path, (0, exports.flowText)(from, to), to.endpoint.name));
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
function choosePorts(ports, to) {
  return ports.map(
    ({ resolved }) =>
      to.listens.find((heard) => (0, values_1.portText)(heard.resolved) === (0, values_1.portText)(resolved))?.resolved ?? resolved,
  );
}
function warnUnheard(ports, from, to, findings) {
  if (to.listens.length === 0) return;
  const unheard = ports.filter(
    (port) => !ADMIN_PORTS.has((0, values_1.portText)(port)) && !to.listens.some((heard) => (0, values_1.portWithin)(port, heard.resolved)),
  );
  if (unheard.length === 0) return;
  findings.warn({
    code: 'PORT_NOT_LISTENED',
    path: to.path,
    message: `${(0, exports.flowText)(from, to)}: ${unheard.map(values_1.portText).join(', ')} is allowed, but it listens on ${to.listens.map(String).join(', ')} only.`,
  });
}
function checkAllowance(allowance, senders, receivers, inventory, findings) {
  const text = `${senders.map((end) => end.endpoint.name).join(', ')} -> ${receivers.map((end) => end.endpoint.name).join(', ')}`;
  const path = receivers[0]?.path ?? inventory.root.node.path;
  if (!allowance.because?.trim()) findings.problem(problems.flowWithoutReason(path, text));
  for (const port of allowance.ports ?? []) if (port.defect) findings.problem(problems.invalidPort(path, port.defect));
  for (const end of [...senders, ...receivers]) {
    const construct = end.machine ?? end.microservice ?? end.gateway ?? end.pods ?? end.subnet;
    if (construct && system_1.System.of(construct) !== inventory.root)
      findings.problem(problems.foreignConstruct(inventory.root.node.path, text, construct.node.path));
  }
}
