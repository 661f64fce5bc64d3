/** Columns where standard output is not a terminal. */
const PLAIN_WIDTH = 160;

/** Columns of the terminal. */
export const widthOfTerminal = (): number => process.stdout.columns ?? PLAIN_WIDTH;
