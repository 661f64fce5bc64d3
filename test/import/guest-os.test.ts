import { Program } from '../../src/import/source';
import type { FoundMachine } from '../../src/import/states/facts';
import { osOf } from '../../src/import/states/guest-os';
import { MADE_SYSTEMS } from '../model/guest/made';

const MACHINE: FoundMachine = {
  left: [],
  name: 'a',
  cpus: 1,
  bytes: 2 ** 30,
  emulated: false,
  hardware: {},
  stated: {},
  disks: [],
  cards: [],
  folders: [],
};

test.each(MADE_SYSTEMS.map(([call, { resolved }]) => [call, resolved.id, resolved.title]))('%s is known by its names', (call, ...names) => {
  for (const name of names) expect(osOf(MACHINE, [`/images/${name}.qcow2`], new Program()).said.code).toBe(`GuestOs.${call}()`);
});

test.each([
  ['w2k3', 'windowsServer2003'],
  ['win2k8_r2', 'windowsServer2008R2'],
  ['W2K12', 'windowsServer2012'],
  ['win-2016-core', 'windowsServer2016'],
  ['jammy', 'ubuntu2204'],
  ['OL9', 'oracle9'],
])('and %s by what it is called for short', (name, call) => {
  expect(osOf(MACHINE, [name], new Program()).said.code).toBe(`GuestOs.${call}()`);
});
