import { reasonIn } from '../shape/wrong';
import { Value } from '../values/value';

/** What a flow can be excused from. */
export type FlowRule = 'enforced-at-destination' | 'enforced-by-name' | 'no-public-database';

/** A reasoned exception for one flow. */
export class FlowWaiver extends Value {
  protected declare readonly brand: 'FlowWaiver';

  private constructor(
    /** What is accepted. */
    readonly rule: FlowRule,
    /** Why it is accepted. */
    readonly because: string,
  ) {
    super();
  }

  /** Nothing that this system controls checks the flow where it arrives. */
  static unenforcedAtDestination(props: { readonly because: string }): FlowWaiver {
    return new FlowWaiver('enforced-at-destination', reasonIn(props));
  }

  /** Nothing on the way knows the name that the flow leads to: it lets through to every address outside of the system. */
  static unenforcedName(props: { readonly because: string }): FlowWaiver {
    return new FlowWaiver('enforced-by-name', reasonIn(props));
  }

  /** A database that the whole world may reach. */
  static publicDatabase(props: { readonly because: string }): FlowWaiver {
    return new FlowWaiver('no-public-database', reasonIn(props));
  }
}
