import assert from 'node:assert/strict';

/** That each of these is told, by whatever text. @param when what somebody has done, for whoever reads that it is not */
export function assertTold(texts: readonly string[], says: readonly RegExp[], when?: string): void {
  const all = texts.join('\n') || 'nothing is told';
  for (const each of says)
    assert(
      texts.some((text) => each.test(text)),
      when === undefined ? all : `${when}: ${all}`,
    );
}
