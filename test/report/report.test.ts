import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import Ajv from 'ajv';
import { nicsOf } from '../../src/model/resolved';
import * as reports from '../../src/report';
import { type InventoryEntry, inventory, inventoryTable, reportHtml, reportOf } from '../../src/report';
import { shop } from './fixture';
import { SYSTEMS } from './systems';

const DOCS = join(__dirname, '../../docs');
const read = (file: string) => readFileSync(join(DOCS, file), 'utf8');
const validate = new Ajv({ allErrors: true, strict: true })
  .addSchema(JSON.parse(read('schemas/graph.schema.json')))
  .compile(JSON.parse(read('schemas/report.schema.json')));
const warning = { code: 'A_CODE', path: 'shop/lb', message: 'something <b>bold</b>', at: 'system.ts:7' };

test.each(SYSTEMS)('%s: what is written is what the schema promises', (_, make) => {
  validate(JSON.parse(JSON.stringify(reportOf(make(), [warning]))));
  expect(validate.errors).toBeNull();
});

test('the schema refuses what it does not promise', () => {
  const report = reportOf(shop(), []);
  for (const other of [
    { ...report, version: 2 },
    { ...report, graph: { ...report.graph, version: 2 } },
    { ...report, more: 1 },
    { ...report, ports: [{ at: 'x' }] },
    { ...report, inventory: [{ what: 'thing', name: '', addresses: [], names: [], ports: [] }] },
  ])
    expect(validate(JSON.parse(JSON.stringify(other)))).toBe(false);
});

describe('inventory', () => {
  const system = shop();
  const all = inventory(system);
  const find = (what: InventoryEntry['what'], name: string) => all.find((entry) => entry.what === what && entry.name === name);

  test('a machine by its address, MAC and all names that lead to it', () => {
    expect(find('machine', 'database-vm')).toEqual({
      what: 'machine',
      name: 'database-vm',
      addresses: ['10.10.10.2'],
      names: ['database-vm.shop.internal', 'database-vm.shop.svc'],
      mac: '52:54:00:0d:07:de',
      subnet: 'data',
      host: 'kvm1',
      ports: ['tcp/5432 (postgresql)'],
    });
  });

  test('virtual addresses of services and gateways', () => {
    expect(find('virtual address', 'order-service')).toMatchObject({ addresses: ['10.10.30.193'], names: ['order-service.shop.internal'] });
    expect(find('virtual address', 'api')).toMatchObject({ addresses: ['10.10.30.192'], ports: ['tcp/80 (http)', 'tcp/443 (https)'] });
  });

  test.each(SYSTEMS)('%s: every address, MAC and block of the system stands in it', (_, make) => {
    const other = make();
    const text = JSON.stringify(inventory(other));
    const wanted = [
      ...other.machines.flatMap(nicsOf).flatMap(({ address, mac }) => [address, mac]),
      ...[...other.workloads, ...other.gateways].flatMap(({ virtualAddress }) =>
        virtualAddress ? [virtualAddress.address, virtualAddress.fqdn] : [],
      ),
      ...other.subnets.flatMap(({ cidr, gateway, services, nameservers, records }) => [
        cidr,
        gateway,
        services ?? cidr,
        ...nameservers,
        ...records.flatMap(({ names }) => names),
      ]),
      ...other.clusters.flatMap(({ podCidr, serviceCidr }) => [podCidr, serviceCidr]),
      ...other.externals.flatMap(({ blocks, hostnames = {} }) => [...blocks, ...Object.keys(hostnames)]),
    ];
    expect(wanted.filter((each) => !text.includes(`"${each}"`))).toEqual([]);
  });

  test('its table keeps to the width of the terminal, and breaks no MAC', () => {
    const lines = inventoryTable(system, 80).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.join('\n')).toContain('52:54:00:0d:07:de');
  });
});

test('every port with those who may reach it', () => {
  const { ports } = reportOf(shop(), []);
  expect(ports.filter(({ at }) => at === 'machine/database-vm')).toEqual([
    { at: 'machine/database-vm', port: 'tcp/22', from: ['external/admin-network'] },
    {
      at: 'machine/database-vm',
      port: 'tcp/5432',
      from: ['microservice/order-service', 'microservice/payment-service', 'microservice/stock-service', 'microservice/user-service'],
    },
  ]);
});

test('the page has everything that the data have, as text, and links that lead somewhere', async () => {
  const system = shop();
  const report = reportOf(system, [warning]);
  const html = await reportHtml(system, [warning]);
  const page = html.slice(0, html.indexOf('id="graph-data"'));
  for (const { name, addresses, mac = name } of report.inventory)
    for (const each of [name, mac, ...addresses]) expect(page).toContain(each);
  for (const { because } of report.graph.flows) for (const reason of because) expect(page).toContain(reason);
  expect(page).toContain('something &lt;b&gt;bold&lt;/b&gt;');
  expect(page).toContain('system.ts:7');
  for (const note of report.graph.notes) expect(page).toContain(note);
  for (const line of report.prerequisites) expect(page).toContain(line.replaceAll('"', '&quot;').replaceAll("'", '&#39;'));
  for (const [, id] of page.matchAll(/href="#([^"]*)"/g)) expect(page).toContain(`id="${id}"`);
  expect(await reportHtml(JSON.parse(JSON.stringify(system)), [warning])).toBe(html);
});

test('the program on the page about reports writes one', async () => {
  const [, block = ''] = /```ts\n([\s\S]*?)```/.exec(read('report.md')) ?? [];
  const { code } = transformSync(block, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } });
  const written: string[] = [];
  const Library = class {
    resolve = () => ({ system: shop(), warnings: [] });
  };
  const modules: Readonly<Record<string, unknown>> = {
    'node:fs': { writeFileSync: (file: string, text: string) => written.push(file, text.slice(0, 15)) },
    'isthmus/report': reports,
    './system': { Library },
  };
  const module = { exports: {} as { writeReport?: () => Promise<void> } };
  const printed: unknown[] = [];
  new Function('require', 'exports', 'console', code)((name: string) => modules[name], module.exports, {
    log: (...all: unknown[]) => printed.push(all),
  });
  await module.exports.writeReport?.();
  expect(written).toEqual(['review.html', '<!doctype html>']);
  expect(printed).toContainEqual(['database-vm', '10.10.10.2', '52:54:00:0d:07:de']);
});
