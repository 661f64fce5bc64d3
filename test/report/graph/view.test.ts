import { systemGraph } from '../../../src/report';
import { ALL_FLOWS } from '../../../src/report/graph/kinds';
import { type Box, closedAtFirst, MOST_ARROWS, optionsAtFirst, type View, viewOf } from '../../../src/report/graph/view';
import { shop } from '../fixture';
import { AT_FIRST, GRAPHS, largeGraph } from './fixture';

const graph = systemGraph(shop());
const everything = { ...AT_FIRST, flows: ALL_FLOWS };
const boxesIn = (boxes: readonly Box[]): readonly Box[] => boxes.flatMap((box) => [box, ...boxesIn(box.boxes)]);
const leaves = ({ boxes }: View) => boxesIn(boxes).filter((box) => box.boxes.length === 0);
const names = (view: View) => leaves(view).map(({ node, place }) => (node ?? place)?.name);
const ways = ({ arrows }: View) => arrows.map(({ from, to }) => `${from} > ${to}`).sort();

test.each(GRAPHS)('%s: open, every flow stands on the one arrow between its ends', (_, whole) => {
  const view = viewOf(whole, { ...everything, closed: new Set() });
  const onArrows = view.arrows.flatMap(({ from, to, flows }) => flows.map((flow) => [flow.id, from, to]));
  const expected = whole.flows.filter(({ from, to }) => from !== to).map(({ id, from, to }) => [id, from, to]);
  expect(onArrows.sort()).toEqual(expected.sort());
  expect(new Set(view.arrows.map(({ id }) => id)).size).toBe(view.arrows.length);
});

test('at first: who was allowed what, and the ways there; what no such flow meets is no part of it, unless it is of the system', () => {
  const view = viewOf(graph, { ...AT_FIRST, closed: new Set() });
  expect(names(view).sort()).toEqual(
    [
      'anyone',
      'api',
      'database-vm',
      'k8s-node-1',
      'k8s-node-2',
      'k8s-node-3',
      'lb',
      'lb-1',
      'lb-2',
      'legacy-app-vm',
      'order-service',
      'payment-service',
      'stock-service',
      'user-service',
    ].sort(),
  );
  expect(view.flows.every(({ kind }) => kind !== 'upkeep')).toBe(true);
});

test('who may reach one, whom it may reach, both', () => {
  const only = (direction: 'in' | 'out' | 'both') =>
    ways(viewOf(graph, { ...AT_FIRST, closed: new Set(), only: 'microservice/order-service', direction }));
  const into = ['gateway/api > microservice/order-service', 'machine/legacy-app-vm > microservice/order-service'];
  const out = ['machine/database-vm', 'machine/legacy-app-vm', 'microservice/payment-service', 'microservice/stock-service'].map(
    (to) => `microservice/order-service > ${to}`,
  );
  expect(only('in')).toEqual(into);
  expect(only('out')).toEqual(out);
  expect(only('both')).toEqual([...into, ...out].sort());
});

test('a machine stands for all of its network cards', () => {
  const [, cards] = GRAPHS.find(([name]) => name === 'cards') ?? [];
  const view = cards && viewOf(cards, { ...AT_FIRST, closed: new Set(), only: 'machine/db', direction: 'in' });
  expect(view && ways(view)).toEqual(['machine/app > machine/db', 'machine/app-storage > machine/db-storage']);
});

test('a subnet stands for all that is in it', () => {
  const view = viewOf(graph, { ...AT_FIRST, closed: new Set(), only: 'in/subnet/data', direction: 'in' });
  expect(ways(view)).toEqual(
    ['order-service', 'payment-service', 'stock-service', 'user-service'].map((from) => `microservice/${from} > machine/database-vm`),
  );
});

test('what is closed takes over the arrows of what is in it; flows within it have none', () => {
  const view = viewOf(graph, { ...AT_FIRST, closed: new Set(['in/cluster/k8s']) });
  const cluster = view.arrows.find(({ from, to }) => from === 'in/cluster/k8s' && to === 'machine/database-vm');
  expect(cluster?.flows).toHaveLength(4);
  expect(ways(view).some((way) => way.includes('microservice/'))).toBe(false);
  expect(view.flows.some(({ to }) => to === 'microservice/payment-service')).toBe(true);
});

test('by host, a subnet that several hosts share has a box in each', () => {
  const shared = {
    ...graph,
    nodes: graph.nodes.map((node) => (node.name === 'k8s-node-2' ? { ...node, in: ['in/host/kvm2', 'in/subnet/nodes'] } : node)),
    places: [...graph.places, { id: 'in/host/kvm2', kind: 'host', name: 'kvm2', what: '', facts: [] } as const],
  };
  const ids = boxesIn(viewOf(shared, { ...AT_FIRST, hosts: true, closed: new Set() }).boxes).map(({ id }) => id);
  expect(ids.filter((id) => id.startsWith('in/subnet/nodes')).sort()).toEqual([
    'in/subnet/nodes in/host/kvm1',
    'in/subnet/nodes in/host/kvm2',
  ]);
});

test.each([
  [6, 10],
  [60, 100],
  [600, 3000],
  [6000, 3000],
])('of %d machines no more boxes are shown at first than can be read, and no flow is lost', (machines, flows) => {
  for (const hosts of [false, true]) {
    const large = largeGraph(machines, flows);
    const options = { ...AT_FIRST, hosts };
    const closed = closedAtFirst(large, options);
    const view = viewOf(large, { ...options, closed });
    if (machines <= 600 || hosts) expect(leaves(view).length).toBeLessThanOrEqual(80 + (hosts ? 20 : 0));
    expect(closed.size === 0).toBe(machines <= 60);
    expect(view.flows).toHaveLength(flows);
  }
});

test.each([
  [6, 10, false],
  [60, 100, false],
  [60, 400, false],
  [600, 900, true],
  [600, 3000, true],
])('of %d machines with %d flows arrows can be followed at first, by host: %s', (machines, flows, hosts) => {
  const large = largeGraph(machines, flows);
  const options = optionsAtFirst(large);
  const { arrows, flows: shown } = viewOf(large, { ...options, closed: closedAtFirst(large, options) });
  expect(options.hosts).toBe(hosts);
  expect(arrows.length).toBeGreaterThan(5);
  expect(arrows.length).toBeLessThanOrEqual(MOST_ARROWS);
  expect(shown).toHaveLength(flows);
});
