import { byRole, type ResolvedMachine } from '../../model/resolved';
import { type Difference, missing } from '../compare/difference';
import type { Guest } from '../guest/guest';

const ENABLES = /^\s*systemctl enable (--now )?((?:[\w@.-]+\.(?:service|timer|path|socket) ?)+)$/gm;
const STARTS = /^\s*systemctl (?:enable --now|restart|reload-or-restart) ((?:[\w@.-]+\.(?:service|timer|path|socket) ?)+)$/gm;

/** What the commands of a first boot bring up, and the programs that they run. */
function broughtUp({ boot }: Guest): { readonly enabled: readonly string[]; readonly started: readonly string[] } {
  const text = boot.commands.flatMap((command) => [command, boot.files.get(command) ?? '']).join('\n');
  const units = (pattern: RegExp, group: number): readonly string[] => [
    ...new Set([...text.matchAll(pattern)].flatMap((found) => (found[group] ?? '').trim().split(' '))),
  ];
  return { enabled: units(ENABLES, 2), started: units(STARTS, 1) };
}

/** Units that are not enabled or do not run, and whatever has failed. */
export function unitsInside({ name }: ResolvedMachine, told: Guest | undefined, enabled: string, units: string): readonly Difference[] {
  const isEnabled = new Set(enabled.split('\n').map((line) => line.split(/\s+/)[0] ?? ''));
  // UNIT LOAD ACTIVE SUB DESCRIPTION, see systemctl(1).
  const states = new Map(
    units.split('\n').map((line) => {
      const [unit = '', , active = ''] = line.trim().split(/\s+/);
      return [unit, active] as const;
    }),
  );
  const stated = told ? broughtUp(told) : { enabled: [], started: [] };
  const failed = [...states].filter(([, active]) => active === 'failed').map(([unit]) => unit);
  return [
    ...failed.map((unit) => missing(name, `${unit} has failed inside it: journalctl -u ${unit} says why`)),
    ...stated.enabled
      .filter((unit) => !isEnabled.has(unit))
      .map((unit) => missing(name, `${unit} does not start with it: systemctl enable ${unit}`)),
    ...stated.started
      .filter((unit) => !failed.includes(unit) && states.get(unit) !== 'active' && states.get(unit) !== 'activating')
      .map((unit) => missing(name, `${unit} does not run inside it: systemctl start ${unit}`)),
  ];
}

interface Mounted {
  readonly path: string;
  readonly type: string;
}

/** What roles keep on disks of their own. */
const ofRole = byRole<readonly Mounted[]>({
  database: ({ filesystem }) => [{ path: '/srv/database', type: filesystem }],
  'load-balancer': () => [],
  'cluster-node': () => [],
  plain: () => [],
});

/** Disks and folders that are not mounted where they belong. @param text of /proc/self/mounts */
export function mountsInside({ name, guest, sharedFolders }: ResolvedMachine, text: string): readonly Difference[] {
  const { role, firstBoot } = guest;
  const mounted = new Map(
    text.split('\n').map((line) => {
      const [, path = '', type = ''] = line.split(' ');
      return [path.replaceAll('\\040', ' '), type] as const;
    }),
  );
  const stated: readonly Mounted[] = [
    ...ofRole(role),
    ...(firstBoot?.mounts ?? []).map(({ path, fileSystem }) => ({ path, type: fileSystem })),
    ...sharedFolders.flatMap(({ mount }) => (mount === undefined ? [] : [{ path: mount, type: 'virtiofs' }])),
  ];
  return stated
    .filter(({ path, type }) => mounted.get(path) !== type)
    .map(({ path, type }) => missing(name, `no ${type} is mounted at ${path} inside it: mount ${path} says why`));
}
