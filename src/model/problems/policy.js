'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.unsupportedProtocol =
  exports.waiverWithoutReason =
  exports.contradictoryWaivers =
  exports.publicDatabase =
  exports.flowUnenforced =
  exports.flowNotRoutable =
  exports.flowWithoutPort =
  exports.flowToItself =
  exports.flowWithoutReason =
    void 0;
const flowWithoutReason = (path, flow) => ({
  code: 'FLOW_WITHOUT_REASON',
  path,
  message: `${flow} has no \`because\`.`,
  fix: 'Say in a few words why it is needed.',
});
exports.flowWithoutReason = flowWithoutReason;
const flowToItself = (path) => ({
  code: 'FLOW_TO_ITSELF',
  path,
  message: 'A flow from a thing to itself is never filtered.',
  fix: 'Remove it.',
});
exports.flowToItself = flowToItself;
const flowWithoutPort = (path, flow, receiver) => ({
  code: 'FLOW_WITHOUT_PORT',
  path,
  message: `${flow}: ${receiver} listens on no port and the flow names none.`,
  fix: 'Give the receiver `listens`, or the flow `ports`.',
});
exports.flowWithoutPort = flowWithoutPort;
const flowNotRoutable = (path, flow, reason) => ({
  code: 'FLOW_NOT_ROUTABLE',
  path,
  message: `${flow}: ${reason}.`,
  fix: "Change the subnet's forward mode, declare `routes: 'provided'` on the network if your routers carry it, or remove the flow.",
});
exports.flowNotRoutable = flowNotRoutable;
const flowUnenforced = (path, flow, reason) => ({
  code: 'FLOW_UNENFORCED',
  path,
  message: `${flow}: nothing checks it where it arrives: ${reason}.`,
  fix: 'Send it to something this system owns, or accept it: waive: [FlowWaiver.unenforcedAtDestination({ because })].',
});
exports.flowUnenforced = flowUnenforced;
const publicDatabase = (path, flow) => ({
  code: 'PUBLIC_DATABASE',
  path,
  message: `${flow}: the whole world may reach a database.`,
  fix: 'Name the senders, or accept it: waive: [FlowWaiver.publicDatabase({ because })].',
});
exports.publicDatabase = publicDatabase;
const contradictoryWaivers = (path, flow, rule, reasons) => ({
  code: 'CONTRADICTORY_WAIVERS',
  path,
  message: `${flow}: "${rule}" is waived for different reasons: ${reasons.map((reason) => `"${reason}"`).join(', ')}.`,
  fix: 'Keep one of them.',
});
exports.contradictoryWaivers = contradictoryWaivers;
const waiverWithoutReason = (path, rule) => ({
  code: 'WAIVER_WITHOUT_REASON',
  path,
  message: `"${rule}" is waived without a reason.`,
  fix: 'Say in `because` why it is acceptable here.',
});
exports.waiverWithoutReason = waiverWithoutReason;
const unsupportedProtocol = (path, flow, protocol, where) => ({
  code: 'UNSUPPORTED_PROTOCOL',
  path,
  message: `${flow}: ${protocol} cannot be expressed ${where}.`,
  fix: 'Leave that port out of the flow.',
});
exports.unsupportedProtocol = unsupportedProtocol;
