import type { Problem } from '../problem';

export const flowWithoutReason = (path: string, flow: string): Problem => ({
  code: 'FLOW_WITHOUT_REASON',
  path,
  message: `${flow} has no \`because\`.`,
  fix: 'Say in a few words why it is needed.',
});

export const flowToItself = (path: string, flow: string): Problem => ({
  code: 'FLOW_TO_ITSELF',
  path,
  message: `${flow}: what a thing sends to itself is never filtered.`,
  fix: 'Remove it.',
});

export const flowOutside = (path: string, flow: string): Problem => ({
  code: 'FLOW_OUTSIDE',
  path,
  message: `${flow}: neither end is part of the system, so nothing here could allow or deny it.`,
  fix: 'Remove it, or name the machine or service that is meant.',
});

/** @param receiver unset when the flow has a list of ports, and it is empty */
export const flowWithoutPort = (path: string, flow: string, receiver?: string): Problem => ({
  code: 'FLOW_WITHOUT_PORT',
  path,
  message:
    receiver === undefined ? `${flow}: its list of ports is empty.` : `${flow}: ${receiver} listens on no port and the flow names none.`,
  fix:
    receiver === undefined
      ? 'Name a port, or leave `ports` out: then it is what the receiver listens on.'
      : 'Give the receiver `listens`, or the flow `ports`.',
});

export const flowNotRoutable = (path: string, flow: string, reason: string): Problem => ({
  code: 'FLOW_NOT_ROUTABLE',
  path,
  message: `${flow}: ${reason}.`,
  fix: "Change the subnet's forward mode, declare `routes: 'provided'` on the network if your routers carry it, or remove the flow.",
});

export const flowUnenforced = (path: string, flow: string, reason: string): Problem => ({
  code: 'FLOW_UNENFORCED',
  path,
  message: `${flow}: nothing checks it where it arrives: ${reason}.`,
  fix: 'Send it to something this system owns, or accept it: waive: [FlowWaiver.unenforcedAtDestination({ because })].',
});

export const publicDatabase = (path: string, flow: string, database: string): Problem => ({
  code: 'PUBLIC_DATABASE',
  path,
  message: `${flow}: the whole world may reach ${database}.`,
  fix: 'Name the senders, or accept it: waive: [FlowWaiver.publicDatabase({ because })].',
});

export const contradictoryWaivers = (path: string, flow: string, rule: string, reasons: readonly string[]): Problem => ({
  code: 'CONTRADICTORY_WAIVERS',
  path,
  message: `${flow}: "${rule}" is waived for different reasons: ${reasons.map((reason) => `"${reason}"`).join(', ')}.`,
  fix: 'Keep one of them.',
});

export const waiverWithoutReason = (path: string, rule: string): Problem => ({
  code: 'WAIVER_WITHOUT_REASON',
  path,
  message: `"${rule}" is waived without a reason.`,
  fix: 'Say in `because` why it is acceptable here.',
});

export const unsupportedProtocol = (path: string, flow: string, protocol: string, where: string): Problem => ({
  code: 'UNSUPPORTED_PROTOCOL',
  path,
  message: `${flow}: ${protocol} cannot be passed ${where}.`,
  fix: 'Leave that port out.',
});
