import { Value } from './value';

/** An amount of processor time of a container. */
export class Cpu extends Value {
  protected declare readonly brand: 'Cpu';

  private constructor(/** Thousandths of a processor. */ readonly toMillis: number) {
    super();
  }

  protected override get inText(): string {
    return 'Write `cpu.toMillis`, which is a number.';
  }

  /** Thousandths of a core. */
  static millis(amount: number): Cpu {
    return new Cpu(amount);
  }

  /** Whole cores. */
  static units(amount: number): Cpu {
    return new Cpu(amount * 1000);
  }

  /** What is wrong with it, in words; undefined when nothing is. */
  get defect(): string | undefined {
    return Number.isInteger(this.toMillis) && this.toMillis > 0
      ? undefined
      : `${this.toMillis} thousandths of a core is not a whole number above 0`;
  }
}
