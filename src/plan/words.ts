import { Size } from '../model/values';

/** `2 minutes`, `90 seconds` */
export const secondsText = (seconds: number): string =>
  seconds >= 60 && seconds % 60 === 0 ? counted(seconds / 60, 'minute') : counted(seconds, 'second');

const counted = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

export const mebibytesText = (amount: number): string => Size.mebibytes(amount).toString();

export const bytesText = (amount: number): string => mebibytesText(amount / 2 ** 20);

export const unique = <T>(list: readonly T[]): readonly T[] => [...new Set(list)];
