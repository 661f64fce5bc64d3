/** How long an apply waits for the first boot of a machine. */
export interface FirstBootWaitProps {
  /**
   * Whole minutes from 1 to 1440 after the start of all machines of a stack. An apply fails when they are over.
   * @default 30
   */
  readonly minutes?: number;
}
