import { DATA_DISK } from '../../guest/data-disk';
import type { FirstBootProps } from '../../guest/first-boot';
import { GuestFile } from '../../guest/guest-file';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { GuestFileContent, ResolvedDiskMount, ResolvedGuestFile } from '../../resolved';
import { entriesInOrder } from '../../values';
import type { Machine } from '../../workload/machine';
import { kindOf } from '../machine';
import { isBelow, isGuestPath } from '../pod/file-folders';
import { checkOwner, ownerOf } from './accounts';
import { checkVariable } from './variables';

type Files = NonNullable<FirstBootProps['files']>;
type Mounts = NonNullable<FirstBootProps['mounts']>;

/** Folders whose content is nobody's to write, with why. */
const FOREIGN: Readonly<Record<string, string>> = {
  '/proc': 'the kernel shows what it likes there',
  '/sys': 'the kernel shows what it likes there; settings are `sysctl`',
  '/dev': 'devices are there',
  '/run': 'it is empty after every start',
  '/tmp': 'it is empty after every start',
  '/etc/isthmus': "the library's own files are there",
  '/etc/firewalld': "the guest's own firewall is kept there",
  '/var/lib/cloud': 'cloud-init keeps what it has done there',
};
/** Beginnings of names of the library's own files. */
const OWN = ['/usr/local/sbin/isthmus-', '/etc/systemd/system/isthmus-', '/etc/sysctl.d/60-isthmus-', '/etc/sysctl.d/70-isthmus-'];

/** Why nothing may lie at a path of a guest. */
export function placeDefect(path: string): string | undefined {
  for (const [folder, why] of Object.entries({ ...FOREIGN, [DATA_DISK]: 'it is the data disk of databases' }))
    if (path === folder || isBelow(path, folder)) return why;
  return OWN.some((beginning) => path.startsWith(beginning)) ? 'the library keeps files of its own under such names' : undefined;
}

function checkPath(path: string, prop: string, place: string, example: string, report: Report): boolean {
  if (!isGuestPath(place)) {
    const fix = `Write an absolute path of letters, digits and /._@+-, such as ${example}.`;
    report(problems.invalidFirstBoot(path, prop, `"${place}" is no path that is taken`, fix));
    return false;
  }
  const why = placeDefect(place);
  if (why !== undefined) report(problems.firstBootReserved(path, prop, place, why));
  return why === undefined;
}

function checkMode(path: string, prop: string, mode: number | undefined, report: Report): void {
  if (mode === undefined || (Number.isInteger(mode) && mode >= 0 && mode <= 0o7777)) return;
  report(problems.invalidFirstBoot(path, prop, `${mode} is no set of permission bits`, 'Write one such as 0o640.'));
}

/** The variable of Terraform that a file is filled by. */
const VARIABLES: {
  readonly [From in GuestFileContent['from']]: (content: Extract<GuestFileContent, { from: From }>) => string | undefined;
} = {
  text: () => undefined,
  bytes: () => undefined,
  variable: ({ variable }) => variable,
};
const asFile = (file: string | GuestFile): GuestFile => (typeof file === 'string' ? GuestFile.text(file) : file);

/** Undefined where none is. */
export function variableOf(file: string | GuestFile): string | undefined {
  const { content } = asFile(file);
  return (VARIABLES[content.from] as (content: GuestFileContent) => string | undefined)(content);
}

/** Undefined where none is said. */
export const ownerIn = (file: string | GuestFile): string | undefined => asFile(file).props.owner;

export function checkFiles(path: string, files: Files, mounts: Mounts, report: Report): void {
  const paths = Object.keys(files);
  for (const [place, given] of Object.entries(files)) {
    const prop = `files["${place}"]`;
    const { props } = asFile(given);
    checkMode(path, `${prop}.mode`, props.mode, report);
    checkOwner(path, `${prop}.owner`, props.owner, report);
    const variable = variableOf(given);
    if (variable !== undefined) checkVariable(path, prop, variable, report);
    if (!checkPath(path, 'files', place, '/etc/app/app.conf', report)) continue;
    const inside = paths.find((other) => isBelow(other, place));
    if (inside !== undefined)
      report(
        problems.invalidFirstBoot(
          path,
          'files',
          `"${place}" is a file, and "${inside}" wants it to be a folder`,
          'Give one of them another path.',
        ),
      );
    const mount = Object.keys(mounts).find((folder) => place === folder || isBelow(place, folder));
    if (mount !== undefined) {
      const fix = 'Let a command put it there: commands come after the mounts, and a disk with data on it keeps what it has.';
      report(
        problems.invalidFirstBoot(
          path,
          'files',
          `"${place}" lies on the disk at "${mount}", which is mounted after files are written`,
          fix,
        ),
      );
    }
  }
}

export function checkMounts(path: string, machine: Machine, mounts: Mounts, report: Report): void {
  const disks = new Map<string, string>();
  const own = kindOf(machine).freeDisks(machine);
  for (const [place, { disk, options = [], owner, mode }] of Object.entries(mounts)) {
    const prop = `mounts["${place}"]`;
    checkMode(path, `${prop}.mode`, mode, report);
    checkOwner(path, `${prop}.owner`, owner, report);
    checkPath(path, 'mounts', place, '/srv/app', report);
    if (!own.includes(disk)) {
      const known = own.length === 0 ? 'it has none to mount' : `it has ${own.join(', ')}`;
      report(
        problems.invalidFirstBoot(path, prop, `the machine has no data disk "${disk}": ${known}`, 'Name the id of one of its `dataDisks`.'),
      );
    }
    const other = disks.get(disk);
    if (other !== undefined)
      report(problems.invalidFirstBoot(path, prop, `the disk "${disk}" is mounted at "${other}" too`, 'Mount each disk once.'));
    disks.set(disk, place);
    for (const option of options)
      if (!/^[a-z0-9_.-]+(=[A-Za-z0-9_./:-]+)?$/.test(option))
        report(
          problems.invalidFirstBoot(
            path,
            `${prop}.options`,
            `"${option}" is no single option of a mount`,
            "Write one each: ['noatime', 'nodev'].",
          ),
        );
  }
}

/** What files are like unless something else is said: secrets are root's alone. */
const MODES: { readonly [From in GuestFileContent['from']]: number } = { text: 0o644, bytes: 0o644, variable: 0o600 };

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

export const resolveFiles = (files: Files): readonly ResolvedGuestFile[] =>
  entriesInOrder(files).map(([path, given]) => {
    const { content, props } = asFile(given);
    return { path, content, mode: octal(props.mode ?? MODES[content.from]), owner: ownerOf(props.owner) };
  });

/** Outer folders come first. @param serials of data disks, by id */
export const resolveMounts = (mounts: Mounts, serials: ReadonlyMap<string, string>): readonly ResolvedDiskMount[] =>
  entriesInOrder(mounts).map(([path, { disk, fileSystem = 'xfs', options = DEFAULT_OPTIONS, owner, mode = 0o755 }]) => ({
    ...{ path, serial: serials.get(disk) ?? disk, fileSystem, options },
    ...{ owner: ownerOf(owner), mode: octal(mode) },
  }));

const DEFAULT_OPTIONS = ['nodev', 'nosuid'];
