import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { DatabaseEngine, GuestOs, LoadBalancer } from '../../src/model';
import { whyNotSetUp } from '../../src/model/guest/not-set-up';
import type { ResolvedMachine } from '../../src/model/resolved';
import { renderCloudInit } from '../../src/terraform/guest';
import { FILES_DISK, ON_DEBIAN, ON_ENTERPRISE_LINUX, ON_SUSE } from '../first-boot-fixture';
import { cluster, database, machineProps, vm, yard } from '../model/fixture';
import { build } from '../properties/build';
import { plans } from '../properties/plan';
import { unescapeTemplate, userDataOf } from '../terraform/guest/render';

/** cloud-init's own schema judges what guests are told (Debian: cloud-init). */
const HAS_SCHEMA = spawnSync('cloud-init', ['schema', '--help']).status === 0;
if (!HAS_SCHEMA)
  process.stderr.write('Not judged: what guests are told at their first boot, for want of cloud-init (Debian: cloud-init).\n');

const folder = mkdtempSync(join(tmpdir(), 'isthmus-schema-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const judged = new Map<string, string>();

/** What the schema finds; empty: nothing. */
function findings(text: string): string {
  const known = judged.get(text);
  if (known !== undefined) return known;
  const file = join(folder, 'user-data');
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync('cloud-init', ['schema', '--config-file', file], { encoding: 'utf8' });
  const found = status === 0 ? '' : `${stdout}${stderr}`;
  judged.set(text, found);
  return found;
}

/** As Terraform puts it together. */
const told = (machine: ResolvedMachine): string =>
  unescapeTemplate(userDataOf(renderCloudInit(machine)).replace(/(?<!\$)\$\{base64encode\([^)]*\)\}/g, 'aHVudGVy'));

const judge = HAS_SCHEMA ? test : test.skip;

judge('a key that cloud-init does not know the value of is found', () => {
  expect(findings('#cloud-config\nwrite_files: yes\n')).toContain('write_files');
});

const SYSTEMS: readonly (readonly [string, GuestOs, typeof ON_DEBIAN])[] = [
  ['Debian 12', GuestOs.debian12(), ON_DEBIAN],
  ['Ubuntu 22.04', GuestOs.ubuntu2204(), ON_DEBIAN],
  ['Ubuntu 24.04', GuestOs.ubuntu2404(), ON_DEBIAN],
  ['Red Hat Enterprise Linux 8', GuestOs.rhel8(), ON_ENTERPRISE_LINUX],
  ['Red Hat Enterprise Linux 9', GuestOs.rhel9(), ON_ENTERPRISE_LINUX],
  ['Rocky Linux 9', GuestOs.rocky9(), ON_ENTERPRISE_LINUX],
  ['AlmaLinux 9', GuestOs.alma9(), ON_ENTERPRISE_LINUX],
  ['SUSE Linux Enterprise Server 15', GuestOs.sles15(), ON_SUSE],
];

// What it takes to be said once, of all kinds of machines.
judge.each(SYSTEMS)('nothing is found in what guests with %s are told', (_, os, everything) => {
  const y = yard();
  const web = vm(y, 'web', { os, dataDisks: [FILES_DISK], firstBoot: everything });
  vm(y, 'plain', { os });
  if (whyNotSetUp(os.resolved, 'haproxy') === undefined) new LoadBalancer(y.system, 'lb', { ...machineProps(y), os, backends: web });
  database(y, 'db', { os, engine: DatabaseEngine.mariadb(os.resolved.id === 'ubuntu-22.04' ? '10.6' : '10.11') });
  if (whyNotSetUp(os.resolved, 'kubeadm') === undefined) cluster(y, 'k8s', { nodes: { os, count: 1 } });
  const { machines } = y.system.resolve().system;
  expect(machines.map((machine) => findings(told(machine)))).toEqual(machines.map(() => ''));
});

judge('nothing is found in what guests of random systems are told', () => {
  const systems = fc.sample(plans(), { numRuns: 12, seed: 13 }).map((plan) => build(plan).resolve().system);
  const machines = systems.flatMap((system) => system.machines).filter(({ guest }) => guest.configuredBy === 'cloud-init');
  expect(machines.length).toBeGreaterThan(10);
  expect(machines.map((machine) => findings(told(machine))).filter((found) => found !== '')).toEqual([]);
});
