import { Construct, type IConstruct, RootConstruct } from 'constructs';
import type { Declarations, Retirement, RetireProps, SystemProps } from './declarations';
import { rememberSystem, textOf, tooLate } from './declared';
import { errorAt, rememberPlace } from './place';
import { Policy } from './policy/policy';
import * as problems from './problems';
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
    super(typeof id === 'string' ? id : '');
    rememberPlace(this, System);
    rememberSystem(this, id);
    this.policy = new Policy(this);
  }

  /**
   * The system that `construct` belongs to.
   * @throws InvalidSystemError when it belongs to none
   */
  static of(construct: IConstruct): System {
    const root = Construct.isConstruct(construct) ? construct.node.root : undefined;
    if (!(root instanceof System))
      throw errorAt(problems.invalidValue('System.of', 'construct', construct, 'a construct of a system'), System.of);
    return root;
  }

  /**
   * Lets a machine's protected volume leave the system.
   * @param id a volume (`database-vm-data`) or a machine (`database-vm`: all its protected volumes)
   * @throws InvalidSystemError when the system was resolved already
   */
  retire(id: string, props: RetireProps): void {
    if (this.node.locked) throw tooLate(this, 'retire', this.retire);
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

  /** For people: no name of anything, and a problem wherever a text of the system holds it. */
  override toString(): string {
    return textOf(this);
  }

  /** As its text: what stands in it is no JSON. */
  toJSON(): string {
    return textOf(this);
  }
}
