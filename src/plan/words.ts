import { countOf, Size } from '../model/values';

/** `2 minutes`, `90 seconds` */
export const secondsText = (seconds: number): string =>
  seconds >= 60 && seconds % 60 === 0 ? countOf(seconds / 60, 'minute') : countOf(seconds, 'second');

export const mebibytesText = (amount: number): string => Size.mebibytes(amount).toString();

export const bytesText = (amount: number): string => mebibytesText(amount / 2 ** 20);

export const unique = <T>(list: readonly T[]): readonly T[] => [...new Set(list)];
