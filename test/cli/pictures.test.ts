import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { XMLValidator } from 'fast-xml-parser';
import { graph } from '../../src/cli/graph';
import { inventory } from '../../src/cli/inventory';
import { report } from '../../src/cli/report';
import { writeScrapeTargets } from '../../src/cli/scrape-targets';
import { inventory as inventoryOf, reportOf, systemGraph } from '../../src/report';
import { shop } from '../report/fixture';
import { monitored } from '../verify/monitored';
import { inProject } from './handed-over';
import { catchPrinted } from './printed';

const system = shop();
const project = inProject();
const printed = catchPrinted();
beforeEach(() => project.put(system));

const read = (file: string): string => readFileSync(file, 'utf8');

test('writes a page, and says where it is, when nothing is asked for', async () => {
  await graph({});
  expect(read('isthmus-graph.html')).toMatch(/^<!doctype html>[\s\S]*order-service[\s\S]*<\/html>\n$/);
  expect(printed.text).toMatch(/^isthmus-graph\.html shows shop: 7 virtual machines on 1 host, .*62 flows \(9 declared, 53 implied\)/);
});

test('writes what it is asked for, and nothing else', async () => {
  await graph({ svg: 'pictures/shop.svg', json: 'data.json' });
  expect(XMLValidator.validate(read('pictures/shop.svg'))).toBe(true);
  expect(JSON.parse(read('data.json'))).toEqual(JSON.parse(JSON.stringify(systemGraph(system))));
  expect(existsSync('isthmus-graph.html')).toBe(false);
  expect(printed.text).toBe('');
});

test('prints data that another program can read, also beside a page', async () => {
  await graph({ json: true, html: 'page.html' });
  expect(JSON.parse(printed.text).system).toBe('shop');
  expect(existsSync('page.html')).toBe(true);
});

test('says why a file cannot be written', async () => {
  mkdirSync('folder');
  await expect(graph({ svg: 'folder' })).rejects.toThrow(/FILE_UNWRITABLE at folder[\s\S]*a folder stands where a file should be/);
});

test('a report has what the program was warned of', async () => {
  const warnings = [{ code: 'A_CODE', path: 'shop', message: 'something' }];
  writeFileSync('side.json', JSON.stringify({ side: 'kubernetes', digest: '', warnings }));
  writeFileSync('cdk8s.yaml', 'app: cp system.json $ISTHMUS_STAGE/resolved.json && cp side.json $ISTHMUS_STAGE/side.json\n');
  await report({});
  expect(read('isthmus-report.html')).toContain('A_CODE');
  expect(printed.text).toMatch(/^isthmus-report\.html tells of shop: /);
  await report({ json: 'report.json', write: 'review.html' });
  expect(JSON.parse(read('report.json'))).toEqual(JSON.parse(JSON.stringify(reportOf(system, warnings))));
  expect(existsSync('review.html')).toBe(true);
});

test('an inventory is a table, or data', () => {
  inventory({});
  expect(printed.text).toContain('52:54:00:0d:07:de');
  printed.text = '';
  inventory({ json: true });
  expect(JSON.parse(printed.text)).toEqual(inventoryOf(system));
});

test('who fetches metrics is told what to ask', () => {
  writeScrapeTargets(undefined, {});
  expect(JSON.parse(printed.text)).toEqual([]);
  writeFileSync('system.json', JSON.stringify(monitored().resolve().system));
  printed.text = '';
  writeScrapeTargets('watcher', {});
  expect(JSON.parse(printed.text)).toHaveLength(4);
  writeScrapeTargets('tools', { write: 'targets.json' });
  expect(JSON.parse(read('targets.json'))).toHaveLength(2);
  expect(() => writeScrapeTargets(undefined, {})).toThrow(/SCRAPER_AMBIGUOUS[\s\S]*subnet\/tools/);
  expect(() => writeScrapeTargets('nobody', {})).toThrow(/END_UNKNOWN/);
});
