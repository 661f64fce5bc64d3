import type { Construct } from 'constructs';
import { Connection } from '../configuration/connection';
import { Declared } from '../declared';
import type { Port } from '../values';
import type { RouteBackend, RouteTarget } from './backend';

/** Props of a {@link Migration}. */
export interface MigrationProps {
  /** @default - the id */
  readonly name?: string;
  /**
   * Who answers today.
   * @default - nobody any more: the migration is done, and whatever was allowed for its sake to who answered has ended
   */
  readonly from?: RouteTarget;
  /** Who is to answer. */
  readonly to: RouteTarget;
  /**
   * Percent of the requests that go to `to`, a whole number from 0 to 100: 100 once `from` is left out. Where a load balancer passes on
   * connections it is percent of these.
   */
  readonly weight: number;
  /**
   * What clients dial, and what `from` listens on: a single TCP port.
   * @default - the first port that `from` listens on; that of `to` once `from` is left out
   */
  readonly port?: Port;
  /**
   * What `to` listens on, as it is dialled, where that is another one.
   * @default - the same as `port`
   */
  readonly toPort?: Port;
  /** Why: shown in annotations and reports. */
  readonly because: string;
}

/**
 * One name for what moves from one place to another, and one route: its requests are shared between who answers today and who is to answer.
 * Routes and load balancers have it as their `backends`, pods of a mesh are allowed to it; each of these may then reach both.
 */
export class Migration extends Declared {
  /** Tells it from other ends of flows. */
  readonly kind = 'migration';

  constructor(
    scope: Construct,
    id: string,
    /** What it was given. */
    readonly props: MigrationProps,
  ) {
    super(scope, id);
  }

  /** Its name in both outputs: `name`, or else the id. */
  get name(): string {
    return this.props.name ?? this.node.id;
  }

  /** What clients dial. Unset where nobody listens on anything, which is a problem. */
  get port(): Port | undefined {
    const { from, to, port } = this.props;
    return port ?? (from ?? to).listens[0];
  }

  /** The same as a list, as other ends have it. */
  get listens(): readonly Port[] {
    return this.port ? [this.port] : [];
  }

  /** Who answers, with the port that each is dialled at and its share. */
  get backends(): readonly RouteBackend[] {
    const { from, to, weight, toPort = this.port } = this.props;
    return [...(from ? [{ to: from, port: this.port, weight: 100 - weight }] : []), { to, port: toPort, weight }];
  }

  /** How pods of a mesh get to it, by its name. Each user needs a flow. */
  connection(): Connection {
    return new Connection(this, { port: this.port }, []);
  }
}
