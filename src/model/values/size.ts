import { Value } from './value';

const MEBIBYTE = 1024 * 1024;

/** An amount of memory or storage. Checked (positive, whole mebibytes) when the system is resolved. */
export class Size extends Value {
  protected declare readonly brand: 'Size';

  private constructor(
    /** Bytes. */
    readonly bytes: number,
  ) {
    super();
  }

  protected override get inText(): string {
    return 'Write `size.toMebibytes` or `size.bytes`, which are numbers.';
  }

  /** MiB (2^20 bytes). */
  static mebibytes(amount: number): Size {
    return new Size(amount * MEBIBYTE);
  }

  /** GiB (2^30 bytes). */
  static gibibytes(amount: number): Size {
    return Size.mebibytes(amount * 1024);
  }

  /** TiB (2^40 bytes). */
  static tebibytes(amount: number): Size {
    return Size.gibibytes(amount * 1024);
  }

  /** In MiB. */
  get toMebibytes(): number {
    return this.bytes / MEBIBYTE;
  }

  /** What is wrong with it, in words; undefined when nothing is. */
  get defect(): string | undefined {
    if (!Number.isFinite(this.bytes) || this.bytes <= 0) return `${this} is not more than 0`;
    return Number.isSafeInteger(this.toMebibytes) ? undefined : `${this} is not a whole number of mebibytes`;
  }

  /** @internal Amounts as they are compared: all in gibibytes where two digits behind the point can say them, else all in mebibytes. */
  static inOneUnit<T extends readonly Size[]>(...sizes: T): { [K in keyof T]: string } {
    const gibibytes = sizes.map((size) => size.toMebibytes / 1024);
    const exact = gibibytes.every((amount) => Number.isInteger(amount * 100));
    const texts = exact ? gibibytes.map((amount) => `${amount} GiB`) : sizes.map((size) => `${size.toMebibytes} MiB`);
    return texts as unknown as { [K in keyof T]: string };
  }

  /** `8 GiB` where that is a whole number, else `8500 MiB`. */
  override toString(): string {
    const gibibytes = this.toMebibytes / 1024;
    return Number.isInteger(gibibytes) ? `${gibibytes} GiB` : `${this.toMebibytes} MiB`;
  }
}
