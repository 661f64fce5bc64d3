import type { Construct } from 'constructs';
import { samePlace } from '../place';
import { isRecord } from '../shape';
import { asArray, type Duration, type Port } from '../values';
import type { DataDiskProps } from '../workload/disk';
import { Machine, type MachineProps } from '../workload/machine';
import type { Backend, HealthCheckProps } from './balancer-backend';
import { type BalancerHttpProps, type BalancerRouteProps, requestPorts, routesOf } from './balancer-http';
import { type BalancerTlsRoutesProps, type TlsRouteProps, tlsPort } from './balancer-tls';
import { Migration } from './migration';
import type { RateLimit } from './traffic';

/** Two machines that are one load balancer: see {@link LoadBalancerProps.pair}. */
export interface PairProps {
  /**
   * Addresses of the two machines themselves, which backends see and administrators use.
   * @default - the next free ones of the subnet, then kept by the lock
   */
  readonly addresses?: readonly [first: string, second: string];
  /**
   * Why both may be on one host, with which both fail.
   * @default - they may not
   */
  readonly onOneHost?: { readonly because: string };
  /**
   * Whether the first machine takes the address back as soon as it is well again: a second, short interruption for each first one.
   * @default false
   */
  readonly preempt?: boolean;
}

/** What one load balancer takes. Machines of a pair count by themselves, and one of them serves. */
export interface BalancerLimitsProps {
  /**
   * Connections at a time, of all clients; more wait.
   * @default - as many as a quarter of its memory has room for, at 33 kB each
   */
  readonly connections?: number;
  /**
   * Connections at a time to one port by one address; more are refused.
   * @default - no limit
   */
  readonly connectionsPerClient?: number;
  /**
   * New connections to one port by one address; more are refused. Where requests are read it is requests, and more are answered by 429.
   * @default - no limit
   */
  readonly ratePerClient?: RateLimit;
}

/** How long a load balancer waits. */
export interface BalancerTimeoutsProps {
  /**
   * For a backend to take a connection.
   * @default Duration.seconds(5)
   */
  readonly connect?: Duration;
  /**
   * While neither side sends anything.
   * @default - 60 minutes; where requests are read, one minute
   */
  readonly idle?: Duration;
}

/** Props of a {@link LoadBalancer}. */
export interface LoadBalancerProps extends MachineProps {
  /**
   * Who takes the TCP connections, which are passed on as they are, at the ports that all of these listen on; or both ends of a migration,
   * which share the connections.
   * @default - nobody: then it reads requests, see `http`
   */
  readonly backends?: Backend | readonly Backend[] | Migration;
  /**
   * Makes it read requests of HTTP, and pass each on by its host name and path, in the place of connections as they are.
   * @default - it reads nothing of what it passes on
   */
  readonly http?: BalancerHttpProps;
  /**
   * Makes it pass connections in TLS on by the name that clients ask for, in the place of `backends` or `http`.
   * @default - it reads nothing of what it passes on
   */
  readonly tls?: BalancerTlsRoutesProps;
  /**
   * How it finds out which backends serve.
   * @default - they take connections
   */
  readonly healthCheck?: HealthCheckProps;
  /** @default - what its memory has room for */
  readonly limits?: BalancerLimitsProps;
  /** @default - those of each */
  readonly timeouts?: BalancerTimeoutsProps;
  /**
   * What clients use: the address of the one machine, or that which the machines of a pair hold in turn.
   * @default - the next free one of the subnet, then kept by the lock; it stays when one machine becomes a pair, and back
   */
  readonly address?: string;
  /**
   * Makes it two machines, `<name>-1` and `<name>-2`, on two hosts: keepalived gives the address to one of them, and to the other one within
   * seconds when HAProxy or the machine fails. All other props hold for both.
   * @default - one machine
   */
  readonly pair?: PairProps;
}

/** Something that connections are passed on to. */
export interface PassedOn {
  /** Who answers. */
  readonly to: Backend;
  /** What it listens on, as it is dialled. */
  readonly ports: readonly Port[];
  /** Percent of the connections. Unset: whoever has the fewest gets the next. */
  readonly weight?: number;
  /** The migration that it is an end of. Unset: it is named itself. */
  readonly migration?: Migration;
  /** Name of the route that leads to it. Unset: connections are passed on as they are. */
  readonly route?: string;
}

/**
 * HAProxy on a virtual machine, or on a pair of them: passes TCP connections on to its backends, which it checks, at the ports that they
 * listen on; or, with `tls`, connections in TLS by the names that clients ask for; or, with `http`, requests by their host names and paths.
 */
export class LoadBalancer extends Machine<LoadBalancerProps> {
  readonly kind = 'load-balancer';
  /** The machines of a pair, each by itself: `policy.allow(monitoring, lb.members, …)`. Empty where it is one machine. */
  readonly members: readonly LoadBalancer[];

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id, props);
    this.members = this instanceof PairMember || !isRecord(props) ? [] : createMembers(this, props);
  }

  /** Where its ports lead, as they were declared. */
  get backends(): readonly PassedOn[] {
    const { backends, http, tls } = this.props;
    const routes = [http, tls].flatMap((each) => (each ? routesOf(each).flatMap(([name, route]) => passedOnBy(name, route)) : []));
    return backends === undefined ? routes : [...passedOn(backends, ({ listens }) => listens), ...routes];
  }

  override get listens(): readonly Port[] {
    const { backends, http, tls } = this.props;
    if (http) return Object.values(requestPorts(http));
    if (tls) return [tlsPort(tls)];
    return backends instanceof Migration ? backends.listens : (this.backends[0]?.ports ?? []);
  }

  override get dataDisks(): readonly DataDiskProps[] {
    return [];
  }

  override get stateless(): boolean {
    return true;
  }
}

/** @param portsOf what each is dialled at that is no end of a migration, which says so itself */
function passedOn(
  given: Backend | readonly Backend[] | Migration,
  portsOf: (to: Backend) => readonly Port[],
): readonly Omit<PassedOn, 'route'>[] {
  if (given instanceof Migration)
    return given.backends.map(({ to, port, weight }) => ({ to, ports: port ? [port] : [], weight, migration: given }));
  return asArray(given).map((to) => ({ to, ports: portsOf(to) }));
}

/** @param port unset: the first that each backend lists */
const passedOnBy = (route: string, { backends, port }: BalancerRouteProps | TlsRouteProps): readonly PassedOn[] =>
  passedOn(backends, ({ listens }) => (port ? [port] : listens.slice(0, 1))).map((each) => ({ ...each, route }));

/** One of the two machines of a pair. */
export class PairMember extends LoadBalancer {
  constructor(
    /** The pair that it is of. */
    readonly balancer: LoadBalancer,
    id: string,
    props: LoadBalancerProps,
    /** Of the two that are well, the one with the higher number takes the address. 1 to 254. */
    readonly priority: number,
  ) {
    super(balancer, id, props);
  }

  /** The other one. */
  get peer(): PairMember {
    return this.balancer.members.find((member): member is PairMember => member !== this) ?? this;
  }
}

/** Some room between them, and to 255, which stands for the owner of an address (RFC 5798, section 5.2.4). */
const PRIORITIES = [150, 100] as const;

/** What is no description of a pair is reported when the system is resolved. */
function createMembers(balancer: LoadBalancer, { pair, address: _shared, ...props }: LoadBalancerProps): readonly PairMember[] {
  if (!isRecord(pair)) return [];
  const { addresses, onOneHost } = pair;
  const members: PairMember[] = [];
  for (const [index, priority] of PRIORITIES.entries()) {
    const apartFrom = [...asArray(props.apartFrom ?? []), ...(onOneHost ? [] : members)];
    const address = Array.isArray(addresses) ? (addresses as readonly string[])[index] : undefined;
    const own = {
      ...props,
      name: `${balancer.name}-${index + 1}`,
      ...(apartFrom.length > 0 && { apartFrom }),
      ...(address !== undefined && { address }),
    };
    members.push(samePlace(new PairMember(balancer, `${index + 1}`, own, priority), balancer));
  }
  return members;
}

/** Whether a machine stands for two. */
export const isPair = (machine: unknown): machine is LoadBalancer =>
  isRecord(machine) && Array.isArray(machine.members) && machine.members.length > 0;

/** The machines that a machine stands for: itself, unless it is a pair. */
export const machinesBehind = (machine: Machine): readonly Machine[] => (isPair(machine) ? machine.members : [machine]);

/** The pair that a machine is one of. */
export const pairOf = (machine: Machine): LoadBalancer | undefined => (machine instanceof PairMember ? machine.balancer : undefined);
