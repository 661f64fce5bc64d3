/** What a flow can be excused from. */
export type FlowRule = 'enforced-at-destination' | 'no-public-database';

/** A reasoned exception for one flow. */
export class FlowWaiver {
  protected declare readonly brand: 'FlowWaiver';

  private constructor(
    /** What is accepted. */
    readonly rule: FlowRule,
    /** Why it is accepted. */
    readonly because: string,
  ) {}

  /** Nothing that this system controls checks the flow where it arrives. */
  static unenforcedAtDestination(props: { readonly because: string }): FlowWaiver {
    return new FlowWaiver('enforced-at-destination', props.because);
  }

  /** A database that the whole world may reach. */
  static publicDatabase(props: { readonly because: string }): FlowWaiver {
    return new FlowWaiver('no-public-database', props.because);
  }
}
