import { Construct } from 'constructs';

const MARK = Symbol.for('isthmus.DataFile');

/** A file beside the manifests that is no manifest: what an installer is given. */
export class DataFile extends Construct {
  constructor(
    scope: Construct,
    id: string,
    /** Its path below the output folder. */
    readonly fileName: string,
    /** What it says: plain data. */
    readonly content: unknown,
  ) {
    super(scope, id);
    Object.defineProperty(this, MARK, { value: true });
  }

  /** Of whatever copy of the library. */
  static isDataFile(construct: unknown): construct is DataFile {
    return typeof construct === 'object' && construct !== null && MARK in construct;
  }
}
