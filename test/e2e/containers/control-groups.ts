import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLeftBehind } from '../harness/paths';

/** What a guest weighs while processors are fought for: as much as sixteen processes of the host, since its own are many (`sched(7)`: one has 1024). */
const SHARES = '16384';

/**
 * Makes control groups for one guest. Where systemd keeps its units: systemd-nspawn boots a guest beneath those that it is started in, and guests
 * that shared them would take those of each other's units away (a unit then ends with 219/CGROUP). Where processors are shared: as in a
 * machine, what is nice is so to the guest's other processes, and is not kept waiting by whatever the host does.
 * @returns their folders, which the guest's first process has to join
 */
export function ownControlGroups(name: string): readonly string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').flatMap(mountOf);
  const memberships = readFileSync('/proc/self/cgroup', 'utf8').split('\n');
  return mounts.flatMap(({ at, root, controller }) => {
    const membership = memberships
      .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
      .find((found) => found?.[1]?.split(',').includes(controller));
    if (!membership) return [];
    // A mount may show a part of the hierarchy alone.
    const all = join(at, (membership[2] ?? '/').slice(root === '/' ? 0 : root.length), 'isthmus-lab');
    mkdirSync(all, { recursive: true });
    for (const entry of readdirSync(all, { withFileTypes: true }))
      if (entry.isDirectory() && isLeftBehind(entry.name)) removeControlGroups([join(all, entry.name)]);
    const group = join(all, `${name}-${process.pid}`);
    mkdirSync(group, { recursive: true });
    if (controller === 'cpu') writeFileSync(join(group, 'cpu.shares'), SHARES);
    return [group];
  });
}

/** Takes them away with all that the guest has made in them, once nothing runs there any more. */
export function removeControlGroups(groups: readonly string[]): void {
  for (const group of groups.filter((each) => existsSync(each))) {
    // Their files go with them.
    const children = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    removeControlGroups(children.map((entry) => join(group, entry.name)));
    rmdirSync(group);
  }
}

/** A hierarchy that guests have groups in: among the older ones systemd's own and that of processors, and the unified one, which has no name. */
function mountOf(line: string): readonly { readonly at: string; readonly root: string; readonly controller: string }[] {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root = '/', at = ''] = before.split(' ');
  const [type, , options = ''] = after.split(' ');
  if (type === 'cgroup2') return [{ at, root, controller: '' }];
  const controller = type === 'cgroup' ? options.split(',').find((each) => each === 'name=systemd' || each === 'cpu') : undefined;
  return controller === undefined ? [] : [{ at, root, controller }];
}
