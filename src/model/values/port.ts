import { optionalPart, propsIn, propsPart, remembering } from '../shape/wrong';
import { knownService } from './known-services';
import { labelDefect } from './label';
import { PROTOCOLS } from './protocols';
import type { ResolvedPort } from './resolved-port';
import { Value } from './value';

/** Transport protocols of ports that workloads listen on. */
export type Protocol = 'tcp' | 'udp' | 'sctp';

/** What cannot be told from the number of a port. */
export interface PortProps {
  /**
   * Whether the server sends before its client does, as with SMTP: a proxy must not wait for the client's first bytes then.
   * @default - as is known of the service that the name or the number is registered for, such as `smtp` or 3306; else `false`
   */
  readonly serverFirst?: boolean;
  /**
   * Ports that clients bind of their own, first and last: answers to them pass, beside those to the ports that their system chooses.
   * @default - as is known of the service that the name or the number is registered for, such as `nfs` (600 to 1023) or UDP 123; else none
   */
  readonly clientPorts?: readonly [first: number, last: number];
  /**
   * Where a workload's Service answers: what others dial, and what flows to it name.
   * @default - the same number
   */
  readonly servicePort?: number;
  /**
   * How it is spoken to, for meshes and gateways that would guess else, such as `grpc`, `kubernetes.io/h2c` or `tcp`.
   * @default - `tcp` where the server sends first and for databases and brokers that are known by name or number; else the port's name tells
   */
  readonly appProtocol?: string;
}

/**
 * A port, or a range of ports, with the name that both outputs use for it.
 * Values are checked when the system is resolved, together with everything else.
 */
export class Port extends Value {
  protected declare readonly brand: 'Port';

  private constructor(/** @internal */ readonly resolved: ResolvedPort) {
    super();
  }

  protected override get inText(): string {
    return 'Write `port.number`, which is a number.';
  }

  /**
   * @param number 1 to 65535
   * @param name IANA service name, at most 15 characters. Default: `tcp-<number>`.
   */
  static tcp(number: number, name?: string, props?: PortProps): Port {
    return Port.of('tcp', number, number, name, props);
  }

  /** As {@link Port.tcp}, for UDP. */
  static udp(number: number, name?: string, props?: Pick<PortProps, 'clientPorts'>): Port {
    return Port.of('udp', number, number, name, props);
  }

  /** As {@link Port.tcp}, for SCTP. */
  static sctp(number: number, name?: string): Port {
    return Port.of('sctp', number, number, name);
  }

  /** TCP ports `from` to `to`, both included. */
  static tcpRange(from: number, to: number, name?: string, props?: PortProps): Port {
    return Port.of('tcp', from, to, name, props);
  }

  /** UDP ports `from` to `to`, both included. */
  static udpRange(from: number, to: number, name?: string): Port {
    return Port.of('udp', from, to, name);
  }

  /** ICMP echo and errors; between machines only. */
  static icmp(): Port {
    return new Port({ protocol: 'icmp', from: 0, to: 0, name: 'icmp' });
  }

  private static of(protocol: Protocol, from: number, to: number, name?: string, props: PortProps = {}): Port {
    const port = { protocol, from, to, name: typeof name === 'string' ? name : `${protocol}-${from}` };
    const known = knownService(port);
    const { serverFirst = known?.serverFirst ?? false, clientPorts: own, servicePort, appProtocol } = propsIn(props);
    const [first, last] = Array.isArray(own) ? (own as readonly number[]) : [];
    const clientPorts = first === undefined || last === undefined ? known?.clientPorts : { from: first, to: last };
    const made = new Port({
      ...port,
      ...(serverFirst && { serverFirst }),
      ...(clientPorts && { clientPorts }),
      ...(servicePort !== undefined && servicePort !== from && { servicePort }),
      ...(appProtocol !== undefined && { appProtocol }),
    });
    return remembering(
      made,
      optionalPart(`Port.${protocol}(…, name)`, 'text', name, typeof name === 'string'),
      propsPart<PortProps>(`Port.${protocol}(…, props)`, props, {
        serverFirst: true,
        clientPorts: true,
        servicePort: true,
        appProtocol: true,
      }),
      optionalPart(`Port.${protocol}(…, { clientPorts })`, 'two numbers', own, Array.isArray(own)),
    );
  }

  /** Its number, such as a program is told by a variable: `String(port.number)`. Of a range, the first. */
  get number(): number {
    return this.resolved.from;
  }

  /** As others dial it, by its Service. */
  get dialled(): Port {
    const { servicePort, ...port } = this.resolved;
    return servicePort === undefined ? this : new Port({ ...port, from: servicePort, to: servicePort });
  }

  /** What is wrong with it, in words; undefined when nothing is. */
  get defect(): string | undefined {
    const { protocol, from, to, name } = this.resolved;
    if (!PROTOCOLS[protocol].numbered) return undefined;
    for (const number of [from, to]) {
      if (!Number.isInteger(number) || number < 1 || number > 65535)
        return `${protocol} port ${number} is not a whole number from 1 to 65535`;
    }
    const { clientPorts } = this.resolved;
    if (clientPorts && !isRange(clientPorts))
      return `its clients' ports ${clientPorts.from} to ${clientPorts.to} are no range within 1 to 65535`;
    const { servicePort = 1, appProtocol } = this.resolved;
    if (from !== to && this.resolved.servicePort !== undefined)
      return `${protocol} ports ${from} to ${to} are several, and their Service would answer on the one ${servicePort}`;
    if (!Number.isInteger(servicePort) || servicePort < 1 || servicePort > 65535)
      return `its Service's port ${servicePort} is not a whole number from 1 to 65535`;
    const unsaid = appProtocol === undefined ? undefined : labelDefect(appProtocol, '');
    if (unsaid !== undefined) return `its appProtocol "${appProtocol}" is none: ${unsaid}`;
    if (from > to) return `${protocol} port range ${from} to ${to} ends before it starts`;
    if (!isServiceName(name)) {
      return `port name "${name}" is not an IANA service name: 1 to 15 lower-case letters, digits and single hyphens, with at least one letter`;
    }
    return undefined;
  }

  /** `tcp/443`, `tcp/8000-8010`: protocol, then port or range. */
  override toString(): string {
    return portText(this.resolved);
  }
}

/** Whether IANA would register it as the name of a service (RFC 6335, 5.1). */
export const isServiceName = (name: string): boolean => /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(name);

/** What the two machines of a pair tell each other: IP protocol 112 (RFC 5798). */
export const VRRP: ResolvedPort = { protocol: 'vrrp', from: 0, to: 0, name: 'vrrp' };

/** Every packet there is. */
export const EVERY_PACKET: ResolvedPort = { protocol: 'any', from: 0, to: 0, name: 'any' };

const isRange = ({ from, to }: { from: number; to: number }): boolean =>
  [from, to].every(Number.isInteger) && from >= 1 && from <= to && to <= 65535;

/** `tcp/5432`, `udp/10000-10100`, `icmp`. */
export function portText(port: ResolvedPort): string {
  if (!PROTOCOLS[port.protocol].numbered) return port.protocol;
  return `${port.protocol}/${port.from === port.to ? port.from : `${port.from}-${port.to}`}`;
}

/** Reads what {@link portText} writes; undefined for anything else. */
export function parsePort(text: string): ResolvedPort | undefined {
  const whole = Object.hasOwn(PROTOCOLS, text) ? (text as ResolvedPort['protocol']) : undefined;
  if (whole && !PROTOCOLS[whole].numbered) return { protocol: whole, from: 0, to: 0, name: whole };
  const [, protocol, first, last = first] = /^(tcp|udp|sctp)\/(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const port = { protocol: protocol as Protocol, from: Number(first), to: Number(last), name: `${protocol}-${first}` };
  if (protocol === undefined || port.from < 1 || port.to < port.from || port.to > 65535) return undefined;
  return portText(port) === text ? port : undefined;
}

/** Whether a packet could be meant for either. */
export function portsOverlap(a: ResolvedPort, b: ResolvedPort): boolean {
  if (PROTOCOLS[a.protocol].everything || PROTOCOLS[b.protocol].everything) return true;
  return a.protocol === b.protocol && a.from <= b.to && b.from <= a.to;
}

/** Whether every port of `inner` is one of `outer`. */
export function portWithin(inner: ResolvedPort, outer: ResolvedPort): boolean {
  return PROTOCOLS[outer.protocol].everything || (outer.protocol === inner.protocol && outer.from <= inner.from && inner.to <= outer.to);
}

/** Each once, whatever it is called, and sorted. */
export const distinctPorts = (ports: readonly ResolvedPort[]): readonly ResolvedPort[] =>
  [...new Map(ports.map((port) => [portText(port), port])).values()].sort(comparePorts);

export function comparePorts(a: ResolvedPort, b: ResolvedPort): number {
  return (
    PROTOCOLS[a.protocol].order - PROTOCOLS[b.protocol].order ||
    a.from - b.from ||
    a.to - b.to ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}
