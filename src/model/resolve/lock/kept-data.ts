import type { KeptData } from '../../lock/kept-data';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { Size } from '../../values';

/** Its size, in words. */
export const sizeOf = ({ mebibytes }: KeptData): string => `${Size.mebibytes(mebibytes)}`;

/** Nothing that holds data can be made smaller. */
export function checkShrunk(path: string, name: string, old: KeptData, now: KeptData, report: Report): void {
  if (now.mebibytes < old.mebibytes) report(problems.volumeShrunk(path, name, sizeOf(old), sizeOf(now)));
}
