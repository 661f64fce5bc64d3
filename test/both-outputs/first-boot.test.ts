import type { FirstBootProps, Lock, Resolution } from '../../src/model';
import { renderCloudInit } from '../../src/terraform/guest';
import { FILES_DISK, ON_DEBIAN } from '../first-boot-fixture';
import { resolved, vm, yard } from '../model/fixture';
import { terraformOf } from './render';

const dataDisks = [FILES_DISK];
const machineWith = (firstBoot: FirstBootProps, lock?: Lock): Resolution => resolved((y) => vm(y, 'web', { dataDisks, firstBoot }), lock);

const changed = ({ system, warnings }: Resolution): { readonly told: string; readonly props: readonly string[] } => ({
  told: JSON.stringify(system.machines.map(renderCloudInit)),
  props: warnings.filter(({ code }) => code === 'GUEST_OUTDATED').map(({ message }) => message.split(':')[0] as string),
});

/** What cannot be left out by itself. */
const TOGETHER: Partial<Record<keyof FirstBootProps, readonly (keyof FirstBootProps)[]>> = { repositories: ['onlyTheseRepositories'] };

describe('what a guest is told at its first boot', () => {
  const all = machineWith(ON_DEBIAN);
  const keys = Object.keys(ON_DEBIAN) as (keyof FirstBootProps)[];

  test.each(keys)('reaches nobody later, and is not changed in silence: %s', (key) => {
    const gone = [key, ...(TOGETHER[key] ?? [])];
    const rest = Object.fromEntries(Object.entries(ON_DEBIAN).filter(([name]) => !gone.includes(name as keyof FirstBootProps)));
    const without = machineWith(rest, all.lock);
    expect(changed(without).told).not.toBe(changed(all).told);
    expect(changed(without).props).toEqual(expect.arrayContaining(gone.map((name) => `firstBoot.${name}`)));
    // As long as nobody has said that it is done.
    expect(without.lock.machines.web?.told).toEqual(all.lock.machines.web?.told);
  });

  test('is warned of where a machine was made before anything was said', () => {
    const before = machineWith({});
    expect([...changed(machineWith(ON_DEBIAN, before.lock)).props].sort()).toEqual(
      ['installs', ...keys.map((key) => `firstBoot.${key}`)].sort(),
    );
  });

  test('says no secret and no text in the lock', () => {
    const text = JSON.stringify(all.lock.machines.web?.told);
    for (const part of ['greeting', 'hunter', 'BEGIN', 'wc --bytes']) expect(text).not.toContain(part);
    expect(text).toContain('var.app_licence');
  });
});

test('sensitive variables are asked for once, and named beforehand', () => {
  const y = yard();
  vm(y, 'a', { dataDisks, firstBoot: ON_DEBIAN });
  vm(y, 'b', { dataDisks, firstBoot: ON_DEBIAN });
  const { system } = y.system.resolve();
  const { variable } = terraformOf(system) as unknown as { variable: Record<string, { sensitive: boolean; description: string }> };
  expect(Object.keys(variable).sort()).toEqual(['app_licence', 'app_token', 'registration_key']);
  expect(variable.app_licence).toMatchObject({ sensitive: true, description: expect.stringContaining('/etc/app/licence of a, the file') });
  expect(system.prerequisites).toEqual(expect.arrayContaining([expect.stringContaining('Terraform variable app_token: a secret that b')]));
});
