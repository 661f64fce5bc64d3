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

export const flowLacksProtocol = (path: string, flow: string, machine: string, os: string, ports: readonly string[]): Problem => ({
  code: 'PROTOCOL_LACKING',
  path,
  message: `${flow}: ${ports.join(', ')} is allowed, and ${os}, which ${machine} runs, has no such protocol.`,
  fix: 'Leave it out of `ports`, or choose a Linux guest.',
});

export const flowToWorker = (path: string, flow: string, receiver: string, wayOut: string): Problem => ({
  code: 'FLOW_TO_WORKER',
  path,
  message: `${flow}: ${receiver} has no port: it can send, and nobody can reach it.`,
  fix: wayOut,
});

/** What would let a flow through that cannot be routed, by what stands against it. */
export const WAYS_OUT = {
  subnet: 'Give the subnet another forward mode or isolation, put one of the two into another subnet, or remove the flow.',
  route: "Declare `routes: 'provided'` on the network if your routers carry it, put both on one host, or remove the flow.",
  outside:
    'Name it as one of the sources in `provisioning` or as `admin.from`, put the machine into a subnet without Isolation.HIGH, or remove the flow.',
  hosts: 'Name the KVM hosts by the subnet that the other one stands in (`hosts` of that subnet), or remove the flow.',
  hostAddresses: 'List them in `hostAddresses` of the subnet, or remove the flow.',
  pods: 'Let a workload of their own cluster call them, or remove the flow.',
  egress:
    'Let the pods of the cluster leave under the addresses of its nodes (PodEgress.MASQUERADE), give the subnet Forward.ROUTE, or remove the flow.',
} as const;

export const flowByOtherCard = (path: string, flow: string, why: string, fix: string): Problem => ({
  code: 'FLOW_BY_OTHER_CARD',
  path,
  message: `${flow}: ${why}. The filter of a card lets nothing out but under the card's own address.`,
  fix,
});

export const flowNotRoutable = (path: string, flow: string, reason: string, way: keyof typeof WAYS_OUT): Problem => ({
  code: 'FLOW_NOT_ROUTABLE',
  path,
  message: `${flow}: ${reason}.`,
  fix: WAYS_OUT[way],
});

export const flowUnenforced = (path: string, flow: string, reason: string): Problem => ({
  code: 'FLOW_UNENFORCED',
  path,
  message: `${flow}: nothing checks it where it arrives: ${reason}.`,
  fix: 'Send it to something this system owns, or accept it: waive: [FlowWaiver.unenforcedAtDestination({ because })].',
});

export const hostUnenforced = (path: string, flow: string, host: string, reason: string): Problem => ({
  code: 'HOST_UNENFORCED',
  path,
  message: `${flow}: nothing on the way holds it to the name ${host}: ${reason}. It would be open to every address outside of the system.`,
  fix: "Give the sender a `mesh` with sidecars, and the port a name that says how it is spoken to: listens: [Port.tcp(443, 'https')]. Or write its addresses, External.address('…'). Or accept it: waive: [FlowWaiver.unenforcedName({ because: '…' })].",
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
