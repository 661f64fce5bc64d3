import { type Code, code, object, type Program, quoted, text } from '../source';

/** Whether an image can be named by it: an absolute path, or an address without a password in it. */
export const isSource = (source: string): boolean => /^https?:\/\/[^\s@?]+$/.test(source) || /^\/[^\s]*$/.test(source);

/** @param source one that can be said */
export function imageCode(source: string, program: Program, format?: 'iso'): Code {
  const props = object({ version: text('imported'), format: format && text(format) });
  return code(`${program.lib('Image')}.${source.startsWith('/') ? 'file' : 'url'}(${quoted(source)}, ${props.code})`);
}

/** An image as its source tells it. */
export function imageOf(source: string | undefined, program: Program): { readonly said: Code; readonly notes: readonly string[] } {
  if (source !== undefined && isSource(source)) return { said: imageCode(source, program), notes: [] };
  return { said: imageCode('/unknown.qcow2', program), notes: ['What its root disk was made from is not known.'] };
}
