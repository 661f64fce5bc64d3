import { type IConstruct, RootConstruct } from 'constructs';
import type { External } from './policy/external';
import { Policy } from './policy/policy';
import { type Resolution, type ResolveOptions, resolveSystem } from './resolve';

/** Things outside the system that its machines install from and report to. Each is allowed for whoever needs it. */
export interface Provisioning {
  /**
   * Package repositories (TCP 80 and 443 unless the external lists its own ports).
   * @default - none: machines whose images lack their software are a problem
   */
  readonly packages?: External;
  /**
   * Container image registry, for cluster nodes (TCP 443).
   * @default - none: nodes are a problem unless their image is `preinstalled`
   */
  readonly registry?: External;
  /**
   * Time servers (UDP 123).
   * @default - none: machines keep the time of their host
   */
  readonly ntp?: External;
  /**
   * Where backups are copied to (TCP 22 and 443).
   * @default - none: backups stay on the machine's data disk
   */
  readonly backup?: External;
}

/** From where and by whom machines are administered: SSH for Linux, RDP for Windows, the API server of clusters. */
export interface Administration {
  readonly from: External;
  /**
   * Public SSH keys of the administrators, as in `authorized_keys`.
   * @default - none: nobody can log in over SSH
   */
  readonly sshAuthorizedKeys?: readonly string[];
}

/** What becomes of a volume that leaves the system. */
export interface RetireProps {
  /** `true`: Terraform lets go of the volume and leaves it in its pool. `false`: the next apply deletes it. */
  readonly keepData: boolean;
  readonly because: string;
}

export interface Retirement extends RetireProps {
  readonly id: string;
}

export interface SystemProps {
  /**
   * DNS domain of the system's machines.
   * @default - `<id>.internal`
   */
  readonly domain?: string;
  /** @default - none; machines that install software are a problem then */
  readonly provisioning?: Provisioning;
  /** @default - none; nobody reaches SSH or RDP */
  readonly admin?: Administration;
}

/**
 * A hybrid system: hosts, networks, machines, clusters, services, and who may talk to whom.
 * Only declarations: everything is checked and computed by {@link resolve}.
 */
export class System extends RootConstruct {
  readonly policy: Policy;
  private readonly retirements: Retirement[] = [];

  /** @param id name of the system: an RFC 1035 label that begins the names of all host objects */
  constructor(
    id: string,
    readonly props: SystemProps = {},
  ) {
    super(id);
    this.policy = new Policy(this);
  }

  /** The system that `construct` belongs to. */
  static of(construct: IConstruct): System {
    return construct.node.root as System;
  }

  /**
   * Lets a machine's protected volume leave the system.
   * @param id a volume (`database-vm-data`) or a machine (`database-vm`: all its protected volumes)
   * @throws Error when the system was resolved already
   */
  retire(id: string, props: RetireProps): void {
    if (this.node.locked) throw new Error(`retire: the system "${this.node.id}" is resolved already; retire before resolve()`);
    this.retirements.push({ id, ...props });
  }

  /** @internal */
  get _retirements(): readonly Retirement[] {
    return this.retirements;
  }

  /**
   * Checks everything, plans addresses and compiles the policy.
   * The tree is locked from then on: nothing can be added to it.
   * @throws InvalidSystemError with every problem of the system
   */
  resolve(options: ResolveOptions = {}): Resolution {
    return resolveSystem(this, options);
  }
}
