import {
  destinationOf,
  endKey,
  type PodsEnd,
  type ResolvedFlow,
  type ResolvedPort,
  type ResolvedSystem,
  sourceOf,
} from '../../../../src/model/resolved';
import { Model } from '../../../../src/verify/compare/model';
import type { Pods } from '../../../../src/verify/kubernetes/pods';
import type { Grant } from '../../../../src/verify/kubernetes/policies';
import { address } from '../../../../src/verify/sets/addresses';
import { intersection } from '../../../../src/verify/sets/intervals';
import { PROTOCOL_NUMBERS, transport } from '../../../../src/verify/sets/transport';
import type { Cluster, World } from '../../../../src/verify/world/world';
import { isIn } from '../../network/blocks';
import type { Pod } from './pods';

/** Protocols that the kernel here has; it has no SCTP. */
export type Spoken = 'tcp' | 'udp';

/** One end of a question: a pod, or an address that is no pod's. */
export type Whom = Pod | { readonly name: string; readonly address: string; readonly node?: string };

export interface Target {
  readonly protocol: Spoken;
  readonly port: number;
}

/** `either`: pods that only a block of addresses lets through, of which network plug-ins make different things. Undefined: nothing of this system stands between them. */
export type Says = 'open' | 'closed' | 'either' | undefined;

export const isPod = (whom: Whom): whom is Pod => 'peer' in whom;

/** What the model and the verifier say of packets, each by itself. */
export class Judge {
  private readonly model: Model;

  constructor(
    private readonly system: ResolvedSystem,
    world: World,
  ) {
    this.model = new Model(system, world);
  }

  /** What the flows of the model allow. */
  modelSays(from: Whom, to: Whom, target: Target): Says {
    const flows = this.system.flows.filter(({ exempt }) => exempt === undefined);
    if (isPod(from) && isPod(to)) {
      if (!from.end.governed && !to.end.governed) return undefined;
      return says(flows.some((flow) => is(flow.from, from.end) && is(flow.to, to.end) && covers(flow.ports, target)));
    }
    if (isPod(from)) {
      if (!from.end.governed) return undefined;
      return says(
        flows.some((flow) => is(flow.from, from.end) && isIn(destinationOf(flow), to.address) && covers(flow.dialledPorts, target)),
      );
    }
    if (!isPod(to) || !to.end.governed) return undefined;
    return says(flows.some((flow) => is(flow.to, to.end) && isIn(sourceOf(flow), from.address) && covers(flow.ports, target)));
  }

  /** What the NetworkPolicies let through, as the verifier reads them. */
  verifierSays(from: Whom, to: Whom, target: Target): Says {
    const number = PROTOCOL_NUMBERS[target.protocol];
    const wanted = transport(number, [target.port, target.port]);
    const open = (grants: readonly Grant[]): Says => {
      const found = grants.filter(({ traffic }) => intersection(traffic, wanted).length > 0);
      return found.some(({ certain }) => certain) ? 'open' : found.length > 0 ? 'either' : 'closed';
    };
    const sender = isPod(from) ? this.found(from.end) : undefined;
    const receiver = isPod(to) ? this.found(to.end) : undefined;
    const at = (whom: Whom) => ({ addresses: [[address(whom.address), address(whom.address)] as const] });
    const out = sender && open(sender.cluster.policies.grants('egress', sender.pods, receiver ? { pods: receiver.pods } : at(to)));
    const into = receiver && open(receiver.cluster.policies.grants('ingress', receiver.pods, sender ? { pods: sender.pods } : at(from)));
    const both = [out, into].filter((each) => each !== undefined);
    return both.includes('closed') ? 'closed' : both.includes('either') ? 'either' : 'open';
  }

  private found(end: PodsEnd): { readonly pods: Pods; readonly cluster: Cluster } {
    const found = this.model.podsOf(end);
    if (!found) throw new Error(`${endKey(end)} is not in the world`);
    return found;
  }
}

const says = (open: boolean): Says => (open ? 'open' : 'closed');
const is = (one: ResolvedFlow['from'], other: PodsEnd): boolean => endKey(one) === endKey(other);
const covers = (ports: readonly ResolvedPort[], { protocol, port }: Target): boolean =>
  ports.some((each) => (each.protocol === 'any' || each.protocol === protocol) && each.from <= port && port <= each.to);
