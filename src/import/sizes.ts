import { type Code, code, type Program } from './source';

/** In whole MiB, rounded up. @returns undefined for what is no amount */
export function sizeOfBytes(bytes: number, program: Program): Code | undefined {
  const mebibytes = Math.ceil(bytes / 2 ** 20);
  if (!Number.isSafeInteger(mebibytes) || mebibytes <= 0) return undefined;
  const [call, count] = mebibytes % 1024 === 0 ? ['gibibytes', mebibytes / 1024] : ['mebibytes', mebibytes];
  return code(`${program.lib('Size')}.${call}(${count})`);
}
