import fc from 'fast-check';
import type { ResolvedSystem } from '../../../src/model';
import type { LockedMachine } from '../../../src/model/lock/lock';
import { runs } from '../../runs';
import { type Edit, EMPTY, edited, edits, resolveTown, type Town } from './town';

/** Everything by which things are found again: what of it no edit names must not move. */
function marks({ machines, subnets, workloads }: ResolvedSystem): ReadonlyMap<string, string> {
  const marks = new Map<string, string>();
  for (const { name, nic, host, pool, root, data, image, objectName } of machines) {
    marks.set(`machine ${name}`, JSON.stringify({ nic, host, pool, image, objectName }));
    for (const { id, key, volumeName, sizeBytes } of [root, ...data])
      marks.set(`disk ${name}/${id}`, JSON.stringify({ key, volumeName, sizeBytes }));
  }
  for (const { name, objectName, bridge, dhcpRoutes } of subnets)
    marks.set(`subnet ${name}`, JSON.stringify({ objectName, bridge, dhcpRoutes }));
  for (const workload of workloads)
    if ('virtualAddress' in workload) marks.set(`service ${workload.name}`, JSON.stringify(workload.virtualAddress));
  return marks;
}

/** Whether an edit is about a thing. */
const isNamed = (edit: Edit, thing: string): boolean => {
  const [, name = ''] = thing.split(' ');
  return name === edit.name || name.startsWith(`${edit.name}/`);
};

function step(before: Town, edit: Edit): Town {
  const after = edited(before, edit);
  const [old, now] = [resolveTown(before), resolveTown(after)];
  const marked = marks(now.system);
  for (const [thing, mark] of marks(old.system))
    if (!isNamed(edit, thing)) expect({ edit, thing, mark: marked.get(thing) }).toEqual({ edit, thing, mark });
  for (const [name, machine] of Object.entries(old.lock.machines) as [string, LockedMachine][])
    if (name !== edit.name) expect({ edit, name, machine: now.lock.machines[name] }).toEqual({ edit, name, machine });
  const addresses = now.system.machines.map(({ nic }) => nic.address);
  expect(new Set(addresses).size).toBe(addresses.length);
  return { ...after, lock: now.lock };
}

test('no address, MAC, disk or name moves that an edit does not name', () => {
  fc.assert(
    fc.property(fc.array(edits(), { minLength: 5, maxLength: 25 }), (history) => {
      history.reduce(step, { ...EMPTY, lock: resolveTown(EMPTY).lock });
    }),
    runs(5, 4),
  );
});
