import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AddOn } from '../../src';
import { addOns } from '../../src/cli/add-ons';
import { writeList } from '../../src/cli/output/written';
import { digestOf } from '../../src/cli/stage';
import { Stall, VERSIONS } from '../add-on-fixture';
import { inProject } from './handed-over';
import { catchPrinted } from './printed';

const project = inProject();
const printed = catchPrinted();
const { calico, metallb } = VERSIONS;

/** As if it had been synthesized. */
function synthesized(...declared: readonly AddOn[]): void {
  const { system } = new Stall({ addOns: declared, meshed: false, guarded: false }).resolve();
  project.put(system);
  mkdirSync('dist', { recursive: true });
  writeList(join(process.cwd(), 'dist'), [], digestOf(JSON.stringify(system)));
}

test('prints a script: what to run it with, and each add-on under its name', () => {
  synthesized(AddOn.calico({ version: calico }), AddOn.metallb({ version: metallb }));
  addOns(undefined, []);
  const lines = printed.text.split('\n');
  expect(lines[0]).toMatch(/^# For bash -euo pipefail, with kubectl 1\.31 and helm 3\.10/);
  expect(lines.filter((line) => line.startsWith('# '))).toEqual([lines[0], '# Calico 3.32.1', '# MetalLB 0.16.1']);
  expect(lines.filter((line) => line.includes('--values dist/add-ons/20-metallb.values.yaml'))).toHaveLength(1);
});

test('prints those alone that are asked for', () => {
  synthesized(AddOn.calico({ version: calico }), AddOn.metallb({ version: metallb }));
  addOns('k8s', ['metallb']);
  expect(printed.text).toContain('# MetalLB 0.16.1');
  expect(printed.text).not.toContain('Calico');
});

test('says so where there is nothing to install', () => {
  synthesized(AddOn.existing('calico', { version: '3.30' }));
  addOns('k8s', []);
  expect(printed.text).toMatch(/^# Nothing/);
});

test('a cluster or an add-on that is not there is told, with those that are', () => {
  synthesized(AddOn.metallb({ version: metallb }));
  expect(() => addOns('k9s', [])).toThrow(/UNKNOWN_NAME[\s\S]*k9s[\s\S]*k8s/);
  expect(() => addOns('k8s', ['metalb'])).toThrow(/UNKNOWN_NAME[\s\S]*metalb[\s\S]*metallb/);
});

test('files of another state of the system are no good to anybody', () => {
  synthesized(AddOn.metallb({ version: metallb }));
  writeList(join(process.cwd(), 'dist'), [], 'another');
  expect(() => addOns('k8s', [])).toThrow(/OUTPUT_STALE/);
});

test('without them there is nothing to give to Helm', () => {
  const { system } = new Stall({ addOns: [AddOn.metallb({ version: metallb })], meshed: false, guarded: false }).resolve();
  project.put(system);
  expect(() => addOns('k8s', [])).toThrow(/OUTPUT_MISSING/);
});
