/** Columns where standard output is not a terminal. */
const PLAIN_WIDTH = 160;

/** Columns of the terminal. @param plain where there is none. @default 160 */
export const widthOfTerminal = (plain = PLAIN_WIDTH): number => process.stdout.columns ?? plain;
