import fc from 'fast-check';
import type { HardwareProps } from '../../src';
import { hardwareDifferences } from '../../src/verify/compare';
import { readHardware } from '../../src/verify/terraform/hardware';
import { Resources } from '../../src/verify/terraform/resources';
import { terraformOf } from '../both-outputs/render';
import { build } from './build';
import { machineHardware } from './hardware';
import { pinnedAnd } from './pinned';
import { plans } from './plan';

test('random machines say something of all hardware that there is', () => {
  const all: { readonly [K in keyof Required<HardwareProps>]: true } = {
    cpu: true,
    numa: true,
    memoryBacking: true,
    memoryBalloon: true,
    devices: true,
    vsock: true,
    watchdog: true,
    rng: true,
    graphics: true,
    video: true,
    serialConsole: true,
  };
  const said = new Set(Array.from({ length: 100 }, (_, number) => Object.keys(machineHardware(number, number % 64))).flat());
  expect([...said].sort()).toEqual(Object.keys(all).sort());
});

test('processors, memory and devices in the output are those of the model, and nothing of a host is promised twice', () => {
  let machines = 0;
  fc.assert(
    fc.property(plans(), (plan) => {
      const { system } = build(plan).resolve();
      machines += system.machines.length;
      expect(hardwareDifferences(system, readHardware(new Resources(JSON.stringify(terraformOf(system)))))).toEqual([]);
      const claims = system.machines.flatMap(({ host, hardware: { cpu, devices, vsockCid } }) => [
        ...(cpu.pins ?? []).map((each) => `${host} processor ${each}`),
        ...devices.map(({ bus, id }) => `${host} ${bus} ${id}`),
        ...(vsockCid === undefined ? [] : [`${host} vsock ${vsockCid}`]),
      ]);
      expect(claims.filter((claim, index) => claims.indexOf(claim) < index)).toEqual([]);
    }),
    pinnedAnd(8, 4),
  );
  expect(machines).toBeGreaterThan(0);
});
