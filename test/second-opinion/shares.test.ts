import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moved } from '../migration-fixture';
import { named } from '../model/fixture';
import { fileOf } from '../terraform/guest/render';
import { answersOf, CAN_BE_ASKED, configurationIn, type Question } from './asked';

/** HAProxy itself shares real requests by what is written for it (Debian: haproxy), in a network of its own. */
if (!CAN_BE_ASKED)
  process.stderr.write(
    'Not counted: how HAProxy shares requests, for want of haproxy (Debian: haproxy) or of the right to make a network.\n',
  );

const folder = mkdtempSync(join(tmpdir(), 'isthmus-shares-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Requests of each count: as many as shares have turns in, several times over. */
const REQUESTS = 400;

/** What HAProxy is told at some phase. */
function configuration(weight: number): string {
  const { content } = fileOf(named(moved({ weight }).machines, 'lb'), '/etc/isthmus/haproxy.cfg');
  return configurationIn(folder, `${weight}.cfg`, content);
}

const count = CAN_BE_ASKED ? test : test.skip;

count.each([0, 10, 50, 90, 100])('HAProxy gives who is to answer %i percent of real requests', (weight) => {
  const config = configuration(weight);
  const { stdout: judged, status } = spawnSync('haproxy', ['-c', '-f', config], { encoding: 'utf8' });
  expect([status, judged]).toEqual([0, expect.anything()]);
  const system = moved({ weight });
  const address = { erp: named(system.machines, 'erp').nic.address, stock: named(system.workloads, 'stock').virtualAddress?.address };
  const servers = [
    { name: 'erp', address: address.erp, port: 8080 },
    { name: 'stock', address: address.stock, port: 9090 },
  ];
  const heard = answersOf(config, servers, Array<Question>(REQUESTS).fill({ port: 8080 }));
  const [erp, stock] = servers.map(({ name }) => heard.filter((answer) => answer.startsWith(`${name} `)).length) as [number, number];
  expect(erp + stock).toBe(REQUESTS);
  // One request went before those that are counted: a turn may be in the other round.
  expect(Math.abs(stock - (REQUESTS * weight) / 100)).toBeLessThanOrEqual(1);
});
