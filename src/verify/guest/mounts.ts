import { NotUnderstoodError, reading } from '../errors';
import { type FirstBoot, runs } from './first-boot';

/** What a guest mounts at each start, as its first boot writes it down. */
export interface Mount {
  /** Device, tag of a folder of the host, or folder. */
  readonly source: string;
  readonly path: string;
  readonly type: string;
  /** Sorted. */
  readonly options: readonly string[];
  /** `0755 owner:group`. Unset: nobody sees to that. */
  readonly access?: string;
}

/**
 * Mounts that programs of its first boot see to.
 *
 * @throws NotUnderstoodError where a disk may be given a file system that has one
 */
export const readMounts = (boot: FirstBoot): readonly Mount[] =>
  [...boot.files]
    .filter(([path]) => /^(\/usr\/local\/sbin|\/opt\/bin)\/isthmus-/.test(path) && runs(boot, path))
    .flatMap(([path, text]) => reading(path, () => mountsOf(text)));

/** Names a disk, then makes a file system on it where it has none, and ends the program where it holds anything else. */
const WHEN_BLANK =
  /^disk=(\S+)\n(?:(?!disk=).*\n)*?status=0\nfound=\$\(blkid -p -o value -s TYPE "\$disk"\) \|\| status=\$\?\ncase \$status in\n {2}0\) \[ "\$found" = (\w+) \] \|\| fail .* ;;\n {2}2\)\n.*\n {4}cmp -s -n 1048576 "\$disk" \/dev\/zero \|\| fail .*\n {4}mkfs\.(\w+) .*"\$disk"\n {4};;\n {2}\*\) fail .* ;;\nesac$/gm;

/** What can destroy what a disk holds. */
const DESTROYS = /\b(mkfs|mke2fs|wipefs|blkdiscard|sgdisk|sfdisk|parted|mkswap|shred|dd)\b/;

/** A file that the program has just made itself. */
const SWAP_FILE = /^rm -f "\$file\.new"\nfallocate --length \d+ "\$file\.new"\nchmod 0600 "\$file\.new"\nmkswap "\$file\.new"$/m;

/** Lines of fstab(5) that a program adds, each once. */
const ADDED = /^(?:add_mount '([^']+)'|grep -qxF '([^']+)' \/etc\/fstab \|\| echo '\2' >> \/etc\/fstab)$/gm;

function mountsOf(text: string): readonly Mount[] {
  const mounts = [...text.matchAll(ADDED)].map(([, first, second]) => mountOf(text, first ?? second ?? ''));
  for (const [, disk, expected, type] of text.matchAll(WHEN_BLANK))
    if (expected !== type || !mounts.some((mount) => mount.source === disk && mount.type === type))
      throw new NotUnderstoodError(`the disk ${disk} may be given a file system other than it is mounted with`);
  if (
    DESTROYS.test(
      text
        .replace(WHEN_BLANK, '')
        .replace(SWAP_FILE, '')
        .replace(/^ *#.*$/gm, ''),
    )
  )
    throw new NotUnderstoodError('a disk may be given a file system without a look at what it holds');
  return mounts;
}

function mountOf(text: string, line: string): Mount {
  const [source = '', path = '', type = '', options = ''] = line.split(' ');
  if (!text.includes(`\nmountpoint -q ${path} || mount ${path}\n`))
    throw new NotUnderstoodError(`${path} is not mounted before the next start`);
  const [owner, mode] = ['chown', 'chmod'].map((program) => saidBy(text, program, path));
  return {
    ...{ source, path, type, options: options.split(',').sort() },
    ...(owner !== undefined && mode !== undefined && { access: `${mode} ${owner}` }),
  };
}

/** What a program is told for a path: `chmod 0755 /srv/files`. */
const saidBy = (text: string, program: string, path: string): string | undefined =>
  text
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([word, , at]) => word === program && at === path)
    .at(-1)?.[1];

/** Paths that units which are told so do not start without, by unit. */
export const readRequired = ({ files }: FirstBoot): readonly (readonly string[])[] =>
  [...files].flatMap(([path, text]) =>
    /^\/etc\/systemd\/system\/[\w@.-]+\.service\.d\//.test(path)
      ? [...text.matchAll(/^RequiresMountsFor=(.+)$/gm)].map(([, paths = '']) => paths.split(' '))
      : [],
  );
