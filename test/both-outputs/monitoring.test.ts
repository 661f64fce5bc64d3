import type { Lock } from '../../src';
import type { ResolvedFlow } from '../../src/model/resolved';
import { fileDiscovery, scrapersIn, scrapeTargets } from '../../src/report';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import type { Manifest } from '../kubernetes/manifests';
import { database, named, resolved, vm } from '../model/fixture';
import { monitored } from '../verify/monitored';

const { system } = monitored().resolve();
const terraform = synthTerraform(monitored());
const kubernetes = synthKubernetes(monitored());
const manifests = Object.values(kubernetes).flat() as Manifest[];
const flows = system.flows.filter(({ origin }) => origin === 'monitoring');
const inWords = ({ from, to, ports }: ResolvedFlow): string => `${from.name} ${to.name} ${ports.map((port) => port.from).join(' ')}`;

test('who fetches metrics reaches the exporters of each machine, and its engine’s, and nobody else does', () => {
  expect(flows.map(inWords)).toEqual([
    'monitoring-of-the-company app 9100',
    'prometheus events 9100 15692',
    'prometheus ledger 9100 9187',
    'prometheus orders 9100 9104',
    'prometheus queue 9100 15692',
    'prometheus sessions 9100 9121',
    'prometheus stock 9100 9104',
    'tools cache 9100 9121',
    'watcher entry-1 9100',
    'watcher entry-2 9100',
    'watcher stock 9100 9104',
  ]);
  for (const flow of flows) expect(flow.enforcement.map(({ precision }) => precision)).not.toContain('closed');
});

test('filters, policies and names in clusters follow', () => {
  const text = JSON.stringify(Object.values(terraform));
  const ledger = named(system.machines, 'ledger').nic.address;
  for (const port of [9100, 9187])
    expect(text).toContain(`srcipaddr='10.244.0.0' srcipmask='16' dstipaddr='${ledger}' protocol='tcp' dstportstart='${port}'`);
  const service = manifests.find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'ledger');
  expect(service?.spec.ports).toMatchObject([{ port: 9100 }, { port: 9187 }]);
  const egress = manifests.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'allow-prometheus-to-ledger');
  expect(JSON.stringify(egress?.spec.egress)).toContain('9187');
});

test('the firewall inside lets in who was to ask, and not the rest of the system', () => {
  const { firewall } = named(system.machines, 'ledger').guest;
  const open = (port: number) => firewall.filter(({ ports }) => ports.some(({ from }) => from === port)).map(({ from }) => from);
  expect([open(9100), open(9187)]).toEqual([[['10.244.0.0/16']], [['10.244.0.0/16']]]);
  expect(open(5432)).not.toEqual(open(9187));
});

test('the outputs are what the model says', () => {
  expect(verify({ system, terraform, kubernetes })).toEqual([]);
});

test('who may ask is told what and where, by names that it knows', () => {
  const of = (from: string) => fileDiscovery(system, named(scrapersIn(system), from));
  expect(of('prometheus').slice(0, 4)).toEqual([
    { targets: ['events.monitored.svc:9100'], labels: { __scheme__: 'https', machine: 'events', exporter: 'node' } },
    { targets: ['events.monitored.svc:15692'], labels: { __scheme__: 'https', machine: 'events', exporter: 'rabbitmq' } },
    { targets: ['ledger.monitored.svc:9100'], labels: { __scheme__: 'https', machine: 'ledger', exporter: 'node' } },
    { targets: ['ledger.monitored.svc:9187'], labels: { __scheme__: 'https', machine: 'ledger', exporter: 'postgresql' } },
  ]);
  expect(of('watcher').map(({ targets: [target] }) => target)).toContain('entry-1.monitored.internal:9100');
  const { address } = named(system.machines, 'app').nic;
  expect(of('monitoring-of-the-company')).toEqual([
    { targets: [`${address}:9100`], labels: { __scheme__: 'http', machine: 'app', exporter: 'node' } },
  ]);
  expect(scrapeTargets(system)).toHaveLength(19);
});

describe('a machine that was there', () => {
  const { lock } = resolved((y) => database(y, 'db'));
  const withMonitoring = (given?: Lock) => resolved((y) => database(y, 'db', { monitoring: { from: vm(y, 'prometheus') } }), given);

  test('has none, which every synth tells of, until it is made anew', () => {
    const { warnings, system: other } = withMonitoring(lock);
    const outdated = warnings.filter(({ code }) => code === 'GUEST_OUTDATED').map(({ message }) => message);
    expect(outdated.filter((message) => message.startsWith('monitoring: inside it is set up with nothing, '))).toHaveLength(1);
    const [flow] = other.flows.filter(({ origin }) => origin === 'monitoring');
    expect(flow?.enforcement.find(({ point }) => point === 'guest')).toMatchObject({ precision: 'closed' });
  });

  test('that had them from the beginning is told of nothing, and lets them be asked', () => {
    const first = withMonitoring();
    const { warnings, system: again } = withMonitoring(first.lock);
    expect(warnings.filter(({ code }) => code === 'GUEST_OUTDATED')).toEqual([]);
    expect(again.machines.map(({ guest }) => guest.firewall)).toEqual(first.system.machines.map(({ guest }) => guest.firewall));
  });
});
