/** One attempt to reach a port, as the program `probe` reads it. */
export interface Question {
  readonly protocol: 'tcp' | 'udp';
  /** Source address. @default - the system's choice */
  readonly from?: string;
  /** Source port. @default - the system's choice */
  readonly fromPort?: number;
  readonly to: string;
  readonly port: number;
  /** Sent with a datagram, to find it again. */
  readonly text?: string;
}

export interface Answer extends Question {
  /** `open`: it answered; `refused`: nothing listens there; `silent`: nothing came back; `failed`: it could not be sent. */
  readonly result: 'open' | 'refused' | 'silent' | 'failed';
  /** `address:port` of the sender as the listener saw it. */
  readonly seen?: string;
  readonly error?: string;
}

/** Runs a program somewhere and answers its output. */
export type RunProbe = (args: readonly string[], input: string) => Promise<string>;

/** Tries all questions at once. */
export const dial = async (run: RunProbe, questions: readonly Question[]): Promise<readonly Answer[]> =>
  questions.length === 0 ? [] : (JSON.parse(await run(['dial'], JSON.stringify(questions))) as Answer[]);
