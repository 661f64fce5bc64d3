import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { endKey } from '../../../src/model/resolved';
import { systemGraph } from '../../../src/report';
import { NODE_KINDS } from '../../../src/report/graph/kinds';
import { shop } from '../fixture';
import { GRAPHS } from './fixture';

const schema: object = JSON.parse(readFileSync(join(__dirname, '../../../docs/schemas/graph.schema.json'), 'utf8'));
const validate = new Ajv({ allErrors: true, strict: true }).compile(schema);

test.each(GRAPHS)('%s: what is written is what the schema promises', (_, graph) => {
  validate(JSON.parse(JSON.stringify(graph)));
  expect(validate.errors).toBeNull();
});

test('the schema refuses what it does not promise', () => {
  const graph = systemGraph(shop());
  const [flow, ...flows] = graph.flows;
  for (const other of [
    { ...graph, version: 2 },
    { ...graph, more: true },
    { ...graph, flows: [{ ...flow, kind: 'other' }, ...flows] },
    { ...graph, flows: [{ ...flow, ports: undefined }, ...flows] },
  ])
    expect(validate(JSON.parse(JSON.stringify(other)))).toBe(false);
});

test('systems of all kinds are looked at', () => {
  const kinds = new Set(GRAPHS.flatMap(([, { nodes }]) => nodes.map(({ kind }) => kind)));
  expect(Object.keys(NODE_KINDS).filter((kind) => !kinds.has(kind as never))).toEqual([]);
});

test.each(GRAPHS)('%s: every flow is between two nodes, and every node in places that are there', (_, { flows, nodes, places, notes }) => {
  const ids = new Set(nodes.map(({ id }) => id));
  const placeIds = new Set(places.map(({ id }) => id));
  expect(ids.size + placeIds.size).toBe(new Set([...ids, ...placeIds]).size);
  expect(ids.size).toBe(nodes.length);
  expect(placeIds.size).toBe(places.length);
  expect(flows.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([]);
  expect(nodes.flatMap((node) => node.in).filter((id) => !placeIds.has(id))).toEqual([]);
  expect(new Set(flows.map(({ id }) => id)).size).toBe(flows.length);
  for (const { enforcement } of flows)
    for (const { precision, note } of enforcement) expect(notes[note ?? -1] === undefined).toBe(precision === 'exact');
});

test('flows keep what they say', () => {
  const system = shop();
  const graph = systemGraph(system);
  expect(
    graph.flows.map(({ origin, from, to, because, enforcement }) => ({
      origin,
      from,
      to,
      because,
      enforcement: enforcement.map(({ note, ...rest }) => ({ ...rest, ...(note !== undefined && { why: graph.notes[note] }) })),
    })),
  ).toEqual(
    system.flows.map(({ origin, from, to, because, enforcement }) => ({
      origin,
      from: endKey(from),
      to: endKey(to),
      because,
      enforcement,
    })),
  );
});

test('a further network card stands in its own subnet, and says whose it is', () => {
  const [, cards] = GRAPHS.find(([name]) => name === 'cards') ?? [];
  expect(cards?.nodes.find(({ name }) => name === 'db-storage')).toMatchObject({
    kind: 'card',
    what: 'card of db',
    partOf: 'machine/db',
    in: [expect.any(String), 'in/subnet/storage'],
  });
});

test('machines are in their host and subnet, pods in their cluster and namespace', () => {
  const { nodes } = systemGraph(shop());
  const placesOf = (id: string) => nodes.find((node) => node.id === id)?.in;
  expect(placesOf('machine/database-vm')).toEqual(['in/host/kvm1', 'in/subnet/data']);
  expect(placesOf('microservice/order-service')).toEqual(['in/cluster/k8s', 'in/namespace/k8s/shop']);
  expect(placesOf('gateway/api')).toEqual(['in/cluster/k8s', 'in/namespace/k8s/kong']);
  expect(placesOf('external/package-mirror')).toEqual(['in/outside']);
  expect(placesOf('resolver/legacy')).toEqual(['in/host/kvm1', 'in/subnet/legacy']);
});
