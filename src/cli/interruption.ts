import { CommandError } from './command-error';

/** What ends a command before its time. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Lets a command come to an end that leaves everything whole when it is interrupted. */
export class Interruption {
  private heard: NodeJS.Signals | undefined;
  private readonly hear = (signal: NodeJS.Signals): void => {
    this.heard = signal;
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.hear);
  }

  /** @throws CommandError when there was a signal */
  throwIfAny(): void {
    if (this.heard !== undefined) throw new CommandError(`Interrupted by ${this.heard}. Nothing has been changed.`);
  }

  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.hear);
  }
}
