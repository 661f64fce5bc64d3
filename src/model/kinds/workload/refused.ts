import type { Refusal } from '../../shape';

/** Fields of Kubernetes' that workloads cannot have: why, and what to do instead. The page of fields has all of them. */
export const REFUSED = {
  hostNetwork: {
    why: "its packets would be the node's, which no NetworkPolicy and no mesh holds, and other pods of the node could not be told from it",
    instead: 'Let it have a network of its own. What is outside of the cluster reaches it at an address of its Service: allow the flow.',
  },
  hostPort: {
    why: 'a port of the node opens it at every address of every node, and what NetworkPolicies then see depends on the network plug-in',
    instead: 'Remove it: what is outside of the cluster reaches a workload at an address of its Service, which a flow to it plans.',
  },
  hostPID: {
    why: 'it is an exception from the hardening',
    instead: "Say why: hardening: Hardening.default().except(Rule.NO_HOST_PROCESSES, { because: '…' }), for a DaemonService.",
  },
  hostIPC: {
    why: "it shares the memory of the node's own processes",
    instead: 'Let containers of one pod share a Volume.scratch({ inMemory: true }).',
  },
  privileged: {
    why: 'its container would be root on the node',
    instead: 'Say which of the rules it has to be excused from: hardening: Hardening.default().except(Rule.…, { because }).',
  },
} as const satisfies Readonly<Record<string, Refusal>>;
