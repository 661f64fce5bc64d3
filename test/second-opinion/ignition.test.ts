import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { AddressedBy, GuestOs } from '../../src/model';
import type { ResolvedMachine } from '../../src/model/resolved';
import { renderIgnition } from '../../src/terraform/guest';
import { FILES_DISK, ON_WHOLE_IMAGE } from '../first-boot-fixture';
import { subnet, vm, yard } from '../model/fixture';
import { build } from '../properties/build';
import { plans } from '../properties/plan';
import { unescapeTemplate } from '../terraform/guest/render';
import { IGNITION_VARIABLE } from './build';

/** Ignition's own parser, which is what its validator runs. */
const program = process.env[IGNITION_VARIABLE];
const judge = program === undefined ? test.skip : test;

/** What it finds in each; empty: nothing. */
function findings(configs: readonly string[]): readonly string[] {
  const { stdout, stderr, status } = spawnSync(program ?? '', { input: JSON.stringify(configs), encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly string[];
}

/** As Terraform puts it together, filled with blanks as its file is. */
function told(machine: ResolvedMachine): string {
  const { own, common } = renderIgnition(machine);
  return unescapeTemplate((own + common).replace(/(?<!\$)\$\{base64encode\([^)]*\)\}/g, 'aHVudGVy')) + ' '.repeat(4096);
}

const isOurs = ({ guest }: ResolvedMachine): boolean => guest.configuredBy === 'ignition';

judge('what Ignition does not take is found', () => {
  const broken = ['{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"etc/a"}]}}', '{"ignition":{"version":"9.0.0"}}', '{'];
  for (const found of findings(broken)) expect(found).not.toBe('');
  expect(findings(['{"ignition":{"version":"3.4.0"},"storage":{"file":[]}}'])[0]).toContain('file');
});

judge.each([
  ['Fedora CoreOS', GuestOs.fedoraCoreOs()],
  ['Flatcar', GuestOs.flatcar()],
])('nothing is found in what guests with %s are told', (_, os) => {
  const y = yard();
  vm(y, 'all', { os, dataDisks: [FILES_DISK], firstBoot: ON_WHOLE_IMAGE }).addInterface('storage', { subnet: subnet(y, 'storage', 7) });
  vm(y, 'bare', { os });
  vm(y, 'leased', { os, addressedBy: AddressedBy.DHCP });
  vm(y, 'fixed', { os, addressedBy: AddressedBy.IMAGE });
  const { machines } = y.system.resolve().system;
  expect(findings(machines.map(told))).toEqual(machines.map(() => ''));
});

judge('nothing is found in what guests of random systems are told', () => {
  // Numbers by which plain machines have Ignition.
  const drawn = fc.sample(plans(), { numRuns: 40, seed: 13 });
  const wanted = drawn.map((plan) => ({
    ...plan,
    workloads: plan.workloads.map((each) => ({ ...each, targets: [2, 12][each.targets % 2] ?? 2 })),
  }));
  const systems = wanted.map((plan) => build(plan).resolve().system);
  const machines = systems.flatMap((system) => system.machines).filter(isOurs);
  expect(machines.length).toBeGreaterThan(5);
  expect(findings(machines.map(told)).filter((found) => found !== '')).toEqual([]);
});
