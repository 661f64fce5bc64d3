/** What becomes of data. `let-go`: it stays where it is, and nobody manages it any more. `emptied`: an empty disk takes its place. */
export type DataFate = 'created' | 'grown' | 'let-go' | 'deleted' | 'emptied';

/** A disk of a machine, or a claim of a workload. */
export interface DataChange {
  /** As `System.retire` takes it: `database-vm/data`, `queue/data`, and `queue/data-0` where each pod has its own. */
  readonly name: string;
  /** A disk of a machine, or a claim of a workload. */
  readonly what: 'disk' | 'claim';
  /** What happens to the data. */
  readonly does: DataFate;
  /** What has to be known of it, as sentences. */
  readonly notes: readonly string[];
  /** Something is lost that cannot be made again. */
  readonly atStake: boolean;
}
