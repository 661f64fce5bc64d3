import { type IConstruct, RootConstruct } from 'constructs';
import type { Declarations, Retirement, RetireProps, SystemProps } from './declarations';
import { rememberPlace } from './place';
import { Policy } from './policy/policy';
import { type Resolution, type ResolveOptions, resolveSystem } from './resolve';

/**
 * A hybrid system: hosts, networks, machines, clusters, services, and who may talk to whom.
 * Only declarations: everything is checked and computed by {@link resolve}.
 */
export class System extends RootConstruct implements Declarations {
  /** Who may talk to whom: `policy.allow(from, to, { because })`. */
  readonly policy: Policy;
  private readonly retirements: Retirement[] = [];

  /** @param id name of the system: an RFC 1035 label that begins the names of all host objects */
  constructor(
    id: string,
    /** What it was given. */
    readonly props: SystemProps = {},
  ) {
    super(id);
    rememberPlace(this, System);
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
    const retirement: Retirement = { id, ...props };
    rememberPlace(retirement, this.retire);
    this.retirements.push(retirement);
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
