import { Anyone, LoadBalancer } from '../../src';
import { endKey, type ResolvedSystem } from '../../src/model/resolved';
import { endsCalled, exposures, reachability, systemGraph } from '../../src/report';
import { machineProps, named, resolved, subnet, vm } from '../model/fixture';

const system = resolved((y) => {
  const inner = subnet(y, 'inner', 9);
  const web = vm(y, 'web', { subnet: inner });
  const entry = new LoadBalancer(y.system, 'entry', { ...machineProps(y), backends: web });
  entry.addInterface('inner', { subnet: inner });
  y.system.policy.allow(Anyone.ipv4(), entry, { because: 'public' });
  y.system.policy.allow(web, entry, { because: 'its own site' });
}).system;

const end = (name: string, of: ResolvedSystem = system) => {
  const [found] = endsCalled(name, of);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

test('a machine is asked for by its name whichever card a flow uses; a card by its name is meant alone', () => {
  const flows = (from: string, to: string) => reachability(system, end(from), end(to)).flows.map(({ id }) => id);
  expect(flows('web', 'entry')).toEqual(['web-to-entry-inner']);
  expect(flows('web', 'entry-inner')).toEqual(['web-to-entry-inner']);
  expect(flows('anyone', 'entry')).toEqual(['anyone-to-entry']);
  expect(flows('anyone', 'entry-inner')).toEqual([]);
  expect(flows('entry', 'web')).toEqual(['entry-inner-to-web']);
});

test('what is taken at one card and passed on by the other is exposed', () => {
  expect(exposures(system).map(({ from, to, via }) => [from.name, ...via.map(({ name }) => name), to.name].join(' > '))).toEqual([
    'anyone > entry',
    'anyone > entry > web',
  ]);
});

test('each card is drawn in its subnet', () => {
  const { nodes, flows } = systemGraph(system);
  expect(named(nodes, 'entry-inner')).toMatchObject({
    kind: 'card',
    partOf: 'machine/entry',
    address: '10.1.9.2',
    in: [expect.anything(), 'in/subnet/inner'],
  });
  const keys = new Set(nodes.map(({ id }) => id));
  expect(flows.flatMap(({ from, to }) => [from, to]).filter((each) => !keys.has(each))).toEqual([]);
  expect(keys).toContain(endKey({ is: 'machine', name: 'entry-inner' }));
});
