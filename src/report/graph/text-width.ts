/**
 * Widths of ASCII characters from the space on, in hundredths of the font's size: of DejaVu Sans (its hmtx table), one of the wider
 * fonts without serifs. Fonts that are narrower leave some room.
 */
const WIDTHS = [
  [32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34], // space to /
  [64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53], // 0 to ?
  [100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79], // @ to O
  [60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50], // P to _
  [50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61], // ` to o
  [63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84], // p to ~
].flat();

/** Anything else is taken for as wide as it is high. */
const OTHERS = 100;
/** Of bold type, to plain type. */
const BOLD = 1.1;

/** About how wide text is, in the unit of `size`: the same on every machine, whatever fonts it has. */
export function textWidth(text: string, size: number, bold = false): number {
  const hundredths = [...text].reduce((sum, character) => sum + (WIDTHS[(character.codePointAt(0) ?? 0) - 32] ?? OTHERS), 0);
  return (hundredths / 100) * size * (bold ? BOLD : 1);
}

/** Text that is at most `max` characters long, with a mark where it was cut: in the middle, for names often differ in their ends. */
export function fitted(text: string, max: number): string {
  const characters = [...text];
  if (characters.length <= max) return text;
  const tail = Math.floor((max - 1) / 3);
  return `${characters.slice(0, max - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}
