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
exports.compileFlows = compileFlows;
const problems = __importStar(require('../problems'));
const values_1 = require('../values');
const addressing_1 = require('./addressing');
const draft_flows_1 = require('./draft-flows');
const ends_1 = require('./ends');
const enforcement_1 = require('./enforcement');
const routing_1 = require('./routing');
/** Gives every draft its addresses, ports and enforcement; reports those that cannot be carried or checked. */
function compileFlows(inventory, drafts, addressing, placeOf, findings) {
  checkExternals(inventory, drafts, findings.problem);
  const ids = new Map();
  const flows = drafts.map((draft) => {
    const flow = compileFlow(draft, addressing);
    const key = `${flow.id} ${flow.origin}`;
    const other = ids.get(key);
    if (other !== undefined) findings.problem(problems.derivedNameClash(draft.to.path, 'flow', flow.id, other));
    ids.set(key, draft.to.path);
    checkFlow(draft, flow, inventory, placeOf, findings.problem);
    return flow;
  });
  return flows.sort((a, b) => (0, values_1.compareText)(a.id, b.id) || (0, values_1.compareText)(a.origin, b.origin));
}
const ID_PARTS = {
  machine: (name) => name,
  microservice: (name) => name,
  gateway: (name) => name,
  pods: (name) => name,
  subnet: (name) => `subnet-${name}`,
  resolver: (name) => `resolver-${name}`,
  'cluster-nodes': (name) => `${name}-nodes`,
  'cluster-dns': (name) => `${name}-dns`,
  'mesh-control-plane': (name) => `${name}-mesh`,
  external: (name) =>
    `external-${name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')}`,
  anyone: (name) => name,
};
const idPart = ({ endpoint }) => ID_PARTS[endpoint.kind](endpoint.name);
function compileFlow(draft, addressing) {
  const { from, to, origin } = draft;
  const dialledPorts = [...draft.dialled.values()].sort(values_1.comparePorts);
  const ports = dialledPorts.map((port) => (0, addressing_1.portsBehind)(to, port));
  const source = addressing.source(from, to);
  const identified = sharedMesh(from, to);
  return {
    id: (0, values_1.shorten)(`${idPart(from)}-to-${idPart(to)}`, 63),
    origin,
    from: from.endpoint,
    to: to.endpoint,
    ports,
    dialledPorts,
    because: [...draft.because].sort(values_1.compareText),
    source: { ...source, blocks: [...source.blocks].sort((a, b) => (0, values_1.compareBlocks)(a.cidr, b.cidr)) },
    destination: [...addressing.destination(from, to)].sort((a, b) => (0, values_1.compareBlocks)(a.cidr, b.cidr)),
    replyPorts: addressing.replyPorts(from),
    enforcement: (0, enforcement_1.enforcementOf)(origin, {
      from,
      to,
      ports,
      source,
      identified,
      guarded: to.machine?.configured ?? false,
    }),
    plaintext: to.microservice?.props.mesh !== undefined && !identified && origin !== 'kubelet-probe',
  };
}
/** Both ends have identities in the same mesh. */
function sharedMesh(from, to) {
  const mesh = meshOf(to);
  return mesh !== undefined && meshOf(from) === mesh;
}
const meshOf = (end) => (end.microservice ?? end.gateway ?? end.pods)?.props.mesh;
function checkFlow(draft, flow, inventory, placeOf, report) {
  const { from, to } = draft;
  const text = (0, draft_flows_1.flowText)(from, to);
  if (draft.origin !== 'declared' && draft.origin !== 'load-balancer-backend') return;
  const defect = carriageDefect(from, to, inventory, placeOf);
  if (defect) report(problems.flowNotRoutable(to.path, text, defect));
  for (const port of flow.dialledPorts) checkProtocol(port, from, to, text, report);
  for (const [rule, reasons] of draft.waivers)
    if (reasons.size > 1) report(problems.contradictoryWaivers(to.path, text, rule, [...reasons].sort(values_1.compareText)));
  if (from.endpoint.kind === 'anyone' && to.machine?.kind === 'database' && !draft.waivers.has('no-public-database'))
    report(problems.publicDatabase(to.path, text));
  const unenforced = (0, enforcement_1.unenforcedReason)(to, flow.enforcement);
  if (unenforced && draft.origin === 'declared' && !draft.waivers.has('enforced-at-destination'))
    report(problems.flowUnenforced(to.path, text, unenforced));
}
/** Why the flow's packets would not arrive, or their replies not return. */
function carriageDefect(from, to, inventory, placeOf) {
  if ((0, ends_1.withinCluster)(from, to)) return undefined;
  if (to.pods) return `the pods "${to.endpoint.name}" have no address outside their cluster`;
  for (const [end, other] of [
    [from, to],
    [to, from],
  ]) {
    if (end.subnet?.props.isolation !== 'high') continue;
    const foreign = foreignBlocks(other, inventory);
    if (foreign)
      return `the subnet "${end.subnet.node.id}" has no default route (Isolation.HIGH), and ${foreign} is neither a provisioning source nor where administrators come from`;
  }
  return (0, routing_1.routingDefect)(placeOf(from), placeOf(to));
}
function foreignBlocks(end, inventory) {
  if (end.endpoint.kind === 'anyone') return 'the rest of the world';
  if (!end.external) return undefined;
  const { provisioning = {}, admin } = inventory.root.props;
  const known = [...Object.values(provisioning), admin?.from].filter((source) => source !== undefined).flatMap((source) => source.blocks);
  return end.external.blocks.find((block) => !known.includes(block));
}
function checkProtocol(port, from, to, text, report) {
  if (port.protocol === 'icmp' && ((0, ends_1.isPods)(from) || (0, ends_1.isPods)(to)))
    report(problems.unsupportedProtocol(to.path, text, 'ICMP', 'in a NetworkPolicy'));
}
/** Externals lie outside of everything the system knows, and one name means one thing. */
function checkExternals(inventory, drafts, report) {
  const subnets = inventory.subnets.flatMap((subnet) => {
    const cidr = values_1.Cidr.parse(subnet.props.cidr);
    return cidr instanceof values_1.Cidr ? [{ subnet, cidr }] : [];
  });
  const seen = new Map();
  for (const external of drafts.flatMap(({ from, to }) => [from.external, to.external])) {
    if (!external) continue;
    const blocks = [...external.blocks].sort(values_1.compareText).join(', ');
    const before = seen.get(external.name);
    if (before === blocks) continue;
    if (before !== undefined) report(problems.nameClash(`External "${external.name}"`, external.name, `an External of ${before}`));
    seen.set(external.name, blocks);
    for (const block of external.blocks) {
      const cidr = values_1.Cidr.parse(block);
      if (typeof cidr === 'string') report(problems.invalidCidr(`External "${external.name}"`, 'cidr', cidr));
      else
        for (const other of subnets)
          if (other.cidr.overlaps(cidr))
            report(
              problems.overlap(
                'EXTERNAL_OVERLAP',
                `External "${external.name}"`,
                `The external block ${cidr}`,
                `the subnet ${other.cidr} of ${other.subnet.node.path}`,
              ),
            );
    }
  }
}
