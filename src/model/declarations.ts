import type { IConstruct } from 'constructs';
import type { FirstBootWaitProps } from './guest/first-boot-wait';
import type { Anyone, External } from './network/external';
import type { Policy } from './policy/policy';

/** Things outside the system that its machines install from and report to. Each is allowed for whoever needs it. */
export interface Provisioning {
  /**
   * Package repositories (TCP 80 and 443 unless the external lists its own ports). `Anyone.ipv4()`: those on the internet, at whatever address.
   * @default - none: machines whose images lack their software are a problem
   */
  readonly packages?: External | Anyone;
  /**
   * Container image registry, for cluster nodes (TCP 443). `Anyone.ipv4()`: any on the internet.
   * @default - none: nodes are a problem unless their image is `preinstalled`
   */
  readonly registry?: External | Anyone;
  /**
   * Time servers (UDP 123).
   * @default - none: machines keep the time of their host, which is warned of; an empty list says that it is meant
   */
  readonly ntp?: External | readonly [];
  /**
   * Where backups go that leave their machine (`backup: { to }` of a database, whose port it is). `Anyone.ipv4()`: somewhere on the internet.
   * @default - none: backups stay on the machine's data disk, or go to another machine of the system
   */
  readonly backup?: External | Anyone;
}

/** From where and by whom machines are administered: SSH for Linux, RDP for Windows, the API server of clusters. */
export interface Administration {
  /**
   * Where administrators come from.
   * @default - from nowhere but where flows of the policy let them in: from a machine of the system, or the hosts of a subnet
   */
  readonly from?: External;
  /**
   * Public SSH keys of the administrators, as in `authorized_keys`.
   * @default - none: nobody can log in over SSH, which is warned of; an empty list says that it is meant
   */
  readonly sshAuthorizedKeys?: readonly string[];
}

/** What becomes of a volume that leaves the system. */
export interface RetireProps {
  /** `true`: Terraform lets go of the volume and leaves it in its pool. `false`: the next apply deletes it. */
  readonly keepData: boolean;
  /** Why it goes: stands in the lock, and in the output as long as it has to be spoken about. */
  readonly because: string;
}

/** What was said of a disk or claim that leaves: see `System.retire`. */
export interface Retirement extends RetireProps {
  /** `<machine>/<disk>` or `<workload>/<claim>`, as the problem calls it. */
  readonly id: string;
}

/** Props of a {@link System}: what concerns all of it. */
export interface SystemProps {
  /**
   * DNS domain of the system's machines.
   * @default - `<id>.internal`
   */
  readonly domain?: string;
  /**
   * Whether names in the domain may be others', too. The subnets' DNS then answers for the system's own names, and asks further for the rest.
   * @default false - the domain is the system's alone: a name in it that the system does not have is said not to exist
   */
  readonly sharedDomain?: boolean;
  /** @default - none; machines that install software are a problem then */
  readonly provisioning?: Provisioning;
  /** @default - none; nobody reaches SSH or RDP, which is warned of; an empty list says that it is meant */
  readonly admin?: Administration | readonly [];
  /**
   * How many of its hosts may fail while the others still have room for all machines, to be made anew there. Stated, it is a problem where
   * that is not so.
   * @default - not asked for
   */
  readonly spareHosts?: number;
  /**
   * Whether an apply waits until its machines have finished their first boot, and fails with the reason where one did not. It is asked by the
   * QEMU guest agent: machines that nobody sets up, or that have no agent, are not waited for.
   * @default - an apply ends when machines are started
   */
  readonly waitForFirstBoot?: FirstBootWaitProps;
}

/** Everything that a program has declared of a system, as `resolve()` reads it: the root of the tree, and what is said at it. */
export interface Declarations extends IConstruct {
  readonly props: SystemProps;
  readonly policy: Policy;
  /** @internal */
  readonly _retirements: readonly Retirement[];
}
