import type { ResolvedPort } from '../model/resolved';
import { appProtocolOf } from '../model/values';

export type Transport = 'TCP' | 'UDP' | 'SCTP';

/** The answer to something that Kubernetes has no words for. */
export interface NotRepresentable {
  readonly notRepresentable: string;
}

/** How Services, containers and NetworkPolicies call a protocol. */
const transports: Record<ResolvedPort['protocol'], Transport | NotRepresentable> = {
  tcp: 'TCP',
  udp: 'UDP',
  sctp: 'SCTP',
  icmp: { notRepresentable: 'ICMP: Kubernetes knows TCP, UDP and SCTP only, and leaves ICMP to the network plugin' },
  vrrp: { notRepresentable: 'VRRP: what two machines tell each other, which no pod takes part in' },
  any: { notRepresentable: 'every protocol at once: meant for the traffic between nodes, which no NetworkPolicy governs' },
};

/** A port or range that Kubernetes can say. */
export interface TransportPort {
  readonly protocol: Transport;
  readonly from: number;
  readonly to: number;
  readonly name: string;
  /** Where its Service answers, if on another port. */
  readonly servicePort?: number;
  /** Unset: nothing is known. */
  readonly appProtocol?: string;
}

/** Ports that Kubernetes can say, and why the others cannot be said. */
export function transportPorts(ports: readonly ResolvedPort[]): { readonly ports: TransportPort[]; readonly notRepresentable: string[] } {
  const said: TransportPort[] = [];
  const notRepresentable = new Set<string>();
  for (const port of ports) {
    const transport = transports[port.protocol];
    if (typeof transport === 'string') said.push({ ...port, protocol: transport, appProtocol: appProtocolOf(port) });
    else notRepresentable.add(transport.notRepresentable);
  }
  return { ports: said, notRepresentable: [...notRepresentable].sort() };
}

/** One port with a name that is unique among its neighbours. */
export interface NamedPort {
  readonly name: string;
  readonly protocol: Transport;
  readonly port: number;
  readonly servicePort?: number;
  readonly appProtocol?: string;
}

/** Longest name of a container port (IANA service name). */
const MAX_PORT_NAME = 15;

/**
 * Ports one by one, for objects that have no ranges (containers, Services): ranges are written out. A name that stands for several
 * ports gets protocol and number as its ending, such as `dns-udp53`.
 */
export function singlePorts(ports: readonly TransportPort[]): NamedPort[] {
  const counts = new Map<string, number>();
  for (const { name, from, to } of ports) counts.set(name, (counts.get(name) ?? 0) + to - from + 1);
  return ports.flatMap(({ name, protocol, from, to, servicePort, appProtocol }) =>
    Array.from({ length: to - from + 1 }, (_, index) => {
      const port = from + index;
      const own = counts.get(name) === 1 ? name : withEnding(name, `${protocol.toLowerCase()}${port}`);
      return { name: own, protocol, port, servicePort, appProtocol };
    }),
  );
}

const withEnding = (name: string, ending: string): string =>
  `${name.slice(0, MAX_PORT_NAME - 1 - ending.length).replace(/-+$/, '')}-${ending}`;
