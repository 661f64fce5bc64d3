import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { isLeftBehind } from '../harness/paths';

/**
 * Makes control groups for one guest, where systemd keeps its units: systemd-nspawn boots a guest beneath those that it is started in. Guests
 * that shared them would take those of each other's units away (a unit then ends with 219/CGROUP).
 * @returns their folders, which the guest's first process has to join
 */
export function ownControlGroups(name: string): readonly string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').flatMap(mountOf);
  const memberships = readFileSync('/proc/self/cgroup', 'utf8').split('\n');
  return mounts.flatMap(({ at, root, controllers }) => {
    const membership = memberships.map((line) => /^\d+:([^:]*):(.*)$/.exec(line)).find((found) => found?.[1] === controllers);
    if (!membership) return [];
    // A mount may show a part of the hierarchy alone.
    const all = join(at, (membership[2] ?? '/').slice(root === '/' ? 0 : root.length), 'isthmus-lab');
    mkdirSync(all, { recursive: true });
    for (const entry of readdirSync(all, { withFileTypes: true }))
      if (entry.isDirectory() && isLeftBehind(entry.name)) removeControlGroups([join(all, entry.name)]);
    const group = join(all, `${name}-${process.pid}`);
    mkdirSync(group, { recursive: true });
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

/** A hierarchy that systemd keeps its units in: its own among the older ones, and the unified one. */
function mountOf(line: string): readonly { readonly at: string; readonly root: string; readonly controllers: string }[] {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root = '/', at = ''] = before.split(' ');
  const [type, , options = ''] = after.split(' ');
  if (type === 'cgroup2') return [{ at, root, controllers: '' }];
  if (type === 'cgroup' && options.split(',').includes('name=systemd')) return [{ at, root, controllers: 'name=systemd' }];
  return [];
}
