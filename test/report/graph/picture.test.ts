import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { graphSvg, systemGraph } from '../../../src/report';
import { COLOURS } from '../../../src/report/graph/colours';
import { ALL_FLOWS } from '../../../src/report/graph/kinds';
import type { Area, PlacedArrow } from '../../../src/report/graph/layout';
import { pictureSvg } from '../../../src/report/graph/picture';
import { aloneStyle } from '../../../src/report/graph/style';
import { fitted, textWidth } from '../../../src/report/graph/text-width';
import { markupText } from '../../../src/report/markup';
import { shop } from '../fixture';
import { AT_FIRST, drawn, GRAPHS, largeGraph, leavesOf } from './fixture';

const overlap = (a: Area, b: Area): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const within = (inner: Area, outer: Area): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

describe.each(GRAPHS)('%s', (_, graph) => {
  test.each([
    ['as it is first', AT_FIRST],
    ['with all flows, by host', { ...AT_FIRST, flows: ALL_FLOWS, hosts: true }],
  ])('%s: nothing lies on top of anything else, all of it is in the picture, text has room', async (_name, options) => {
    const picture = await drawn(graph, options);
    const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
    const leaves = leavesOf(picture.boxes);
    const labels = picture.arrows.flatMap(({ label }) => (label ? [label.area] : []));
    leaves.forEach(({ area, lines }, index) => {
      expect(within(area, whole)).toBe(true);
      expect(leaves.slice(index + 1).filter((other) => overlap(area, other.area))).toEqual([]);
      expect(labels.filter((label) => overlap(area, label))).toEqual([]);
      for (const { text, size, bold } of lines) expect(textWidth(text, size, bold)).toBeLessThan(area.width - 50);
    });
    expect(labels.flatMap((label, index) => labels.slice(index + 1).filter((other) => overlap(label, other)))).toEqual([]);
    for (const arrow of picture.arrows)
      expect(
        endsAt(
          arrow,
          leaves.map(({ area }) => area),
        ),
      ).toEqual([true, true]);
  });

  test('is well-formed, and names everything that is drawn', async () => {
    const picture = await drawn(graph);
    const svg = markupText(pictureSvg(graph, picture, aloneStyle()));
    expect(XMLValidator.validate(svg)).toBe(true);
    for (const { box } of leavesOf(picture.boxes)) expect(svg).toContain(`data-id="${box.id}"`);
  });
});

/** Whether an arrow starts at the border of a box, and ends at one. */
function endsAt({ points }: PlacedArrow, boxes: readonly Area[]): readonly boolean[] {
  return [points[0], points.at(-1)].map((point) => {
    const close = 5;
    return boxes.some(
      ({ x, y, width, height }) =>
        point !== undefined && point.y > y - close && point.y < y + height + close && point.x > x - close && point.x < x + width + close,
    );
  });
}

test('more arrows than anybody could follow are left out, with a line that says so; narrowed to one box they are there', async () => {
  const large = largeGraph(600, 3000);
  const picture = await drawn(large);
  expect(picture.arrows).toEqual([]);
  expect(leavesOf(picture.boxes)).toHaveLength(40);
  expect(markupText(pictureSvg(large, picture, aloneStyle()))).toMatch(/\d+ arrows are too many to follow/);
  const narrowed = await drawn(large, { ...AT_FIRST, only: 'in/subnet/net7' });
  expect(narrowed.arrows.length).toBeGreaterThan(5);
  expect(narrowed.omitted).toBe(0);
});

test('the same bytes for the same system, each time', async () => {
  const first = await graphSvg(shop());
  expect(await graphSvg(JSON.parse(JSON.stringify(shop())))).toBe(first);
});

test('text of users stays text', async () => {
  const evil = `</title><script>alert(1)</script><x y="'&amp;`;
  const graph = systemGraph(shop());
  const changed = {
    ...graph,
    nodes: graph.nodes.map((node) => (node.kind === 'anyone' ? { ...node, name: evil, what: evil } : node)),
    flows: graph.flows.map((flow) => ({ ...flow, because: [evil], ports: [evil] })),
  };
  const svg = markupText(pictureSvg(changed, await drawn(changed), aloneStyle()));
  expect(XMLValidator.validate(svg)).toBe(true);
  expect(svg).not.toMatch(/<script|<x /);
  const parsed = JSON.stringify(new XMLParser({ ignoreAttributes: false, processEntities: true }).parse(svg));
  expect(parsed).toContain(JSON.stringify(evil.slice(0, 20)).slice(1, -1));
});

test('what XML cannot hold, and nobody would see, is shown as an escape', () => {
  expect(markupText('a\u0000b\u001fc\ud800d\u202ee\ufffef 😀\n\t')).toBe('a\\u0000b\\u001fc\\ud800d\\u202ee\ufffdf 😀\n\t');
});

test('names that are too long keep both their ends', () => {
  expect(fitted('short', 10)).toBe('short');
  expect(fitted('a-very-long-name-of-a-machine-17', 16)).toBe('a-very-lon…ne-17');
});

test('text can be read on whatever it stands on, in light and dark: WCAG 2.2, 1.4.3', () => {
  const grounds = ['ground', 'panel', 'card', 'host-fill', 'subnet-fill', 'cluster-fill', 'namespace-fill'] as const;
  const texts = ['ink', 'soft', 'declared', 'passed-on', 'upkeep', 'warn'] as const;
  const low = [0, 1].flatMap((theme) =>
    texts.flatMap((text) =>
      // Labels of arrows have the ground of their own.
      (text === 'ink' || text === 'soft' ? grounds : grounds.slice(0, 3)).flatMap((ground) => {
        const ratio = contrast(COLOURS[text][theme] ?? '', COLOURS[ground][theme] ?? '');
        return ratio < 4.5 ? [`${text} on ${ground}: ${ratio.toFixed(2)}`] : [];
      }),
    ),
  );
  expect(low).toEqual([]);
});

/** WCAG 2.2, "contrast ratio". */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
