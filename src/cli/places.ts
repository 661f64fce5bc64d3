import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';

/**
 * A place in a user's program as its author knows it: the line of the source that it was compiled from, where a source map tells,
 * and its path from the current folder.
 * @param at `file:line:column` of what ran
 * @returns `file:line`
 */
export function shownPlace(at: string): string {
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(at) ?? [];
  if (file === undefined) return at;
  const source = sourceOf(file, Number(line), Number(column)) ?? { file, line: Number(line) };
  return `${relative('.', source.file)}:${source.line}`;
}

/** As {@link shownPlace}, in something that may have a place. */
export const withShownPlace = <T extends { readonly at?: string }>(told: T): T =>
  told.at === undefined ? told : { ...told, at: shownPlace(told.at) };

function sourceOf(file: string, line: number, column: number): { readonly file: string; readonly line: number } | undefined {
  try {
    const map = mapOf(file);
    if (map === undefined) return undefined;
    const entry = map.findEntry(line - 1, column - 1);
    return 'originalSource' in entry ? { file: resolve(dirname(file), entry.originalSource), line: entry.originalLine + 1 } : undefined;
  } catch {
    // Where it ran is still a good answer.
    return undefined;
  }
}

/** What the last line of a compiled file names: a file beside it, or the map itself. */
function mapOf(file: string): SourceMap | undefined {
  const url = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(readFileSync(file, 'utf8'))?.[1];
  if (url === undefined) return undefined;
  const inline = /^data:application\/json[^,]*;base64,(.*)$/.exec(url)?.[1];
  const text = inline === undefined ? readFileSync(resolve(dirname(file), url), 'utf8') : Buffer.from(inline, 'base64').toString();
  return new SourceMap(JSON.parse(text));
}
