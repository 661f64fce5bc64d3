/** Where keys lead: as far as to the right, and down. */
const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** What lies beside a direction counts this many times as far. */
const ASIDE = 2.5;

/**
 * What an arrow key leads to from something: the nearest in that direction. Home and End lead to the first and the last.
 * @returns undefined where the key leads nowhere
 */
export function nextItem(items: readonly SVGElement[], from: SVGElement, key: string): SVGElement | undefined {
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  const direction = DIRECTIONS[key];
  if (!direction) return undefined;
  const [toRight, down] = direction;
  const start = centre(from);
  const far = items
    .filter((item) => item !== from)
    .flatMap((item) => {
      const end = centre(item);
      const [x, y] = [end.x - start.x, end.y - start.y];
      const ahead = x * toRight + y * down;
      return ahead > 1 ? [{ item, distance: ahead + ASIDE * Math.abs(x * down + y * toRight) }] : [];
    });
  return far.sort((a, b) => a.distance - b.distance)[0]?.item;
}

/** Of a box its middle, of an arrow the middle of its way, of an open place its heading. */
function centre(item: SVGElement): { readonly x: number; readonly y: number } {
  const line = item.querySelector<SVGPathElement>('.line');
  if (line) {
    const matrix = line.getScreenCTM();
    const middle = line.getPointAtLength(line.getTotalLength() / 2);
    return matrix ? middle.matrixTransform(matrix) : middle;
  }
  const { left, top, width, height } = (item.querySelector('text') ?? item).getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
