import { DATA_DISK } from '../../model/guest/data-disk';
import { fileSystemPackage } from '../../model/guest/set-up-packages';
import type { DatabaseRole } from '../../model/resolved';
import { bashProgram, type GuestPart, type PackageManager, program } from './part';

export const BACKUPS = `${DATA_DISK}/backups`;

/** How a blank disk gets its file system, and how it is mounted. The label is for people; the disk is found by its serial. */
export const FILESYSTEMS: Record<DatabaseRole['filesystem'], { readonly make: string; readonly fsckPass: 0 | 2 }> = {
  // XFS checks itself when it is mounted.
  xfs: { make: 'mkfs.xfs -q', fsckPass: 0 },
  ext4: { make: 'mkfs.ext4 -q -m 1', fsckPass: 2 },
};

/** The disk as the guest finds it. */
export interface DataDisk {
  /** By its serial, e.g. `/dev/disk/by-id/virtio-data`: other names follow from the order in which disks were found. */
  readonly path: string;
  readonly mebibytes: number;
}

/** Who lives on the data disk. */
export interface DataDiskTenant {
  /** Owner of the engine's files. */
  readonly user: string;
  /** Folders on the disk by the paths where the distribution keeps them: they show up there, so that its own tools, AppArmor and SELinux rules fit. */
  readonly folders: Readonly<Record<string, string>>;
  /** Unit that runs the engine and must never run without the disk. */
  readonly unit: string;
}

/** Brings `semanage`, where the distribution has SELinux in force. */
const SELINUX_TOOLS: Record<PackageManager, readonly string[]> = { apt: [], dnf: ['policycoreutils-python-utils'], zypper: [] };

/** The data disk: file system when blank, mounts, ownership, and the engine's dependence on it. */
export function dataDiskPart(role: DatabaseRole, packages: PackageManager, disk: DataDisk, tenant: DataDiskTenant): GuestPart {
  return {
    packages: [fileSystemPackage(role.filesystem), ...SELINUX_TOOLS[packages]],
    files: [
      bashProgram(
        'data-disk',
        'Mounts the data disk, and gives it a file system when it is blank. What is on it is never overwritten. Safe to run again.',
        dataDiskScript(role, disk, tenant),
      ),
      {
        path: `/etc/systemd/system/${tenant.unit}.d/data-disk.conf`,
        content: `[Unit]\nRequiresMountsFor=${[DATA_DISK, ...Object.keys(tenant.folders)].join(' ')}\n`,
        mode: '0644',
      },
    ],
    steps: [program('data-disk')],
  };
}

/** Shell text that gives the disk `$disk` a file system when it is blank, and fails where it holds anything else. */
export const madeWhenBlank = (filesystem: DatabaseRole['filesystem'], make: string): string => `status=0
found=$(blkid -p -o value -s TYPE "$disk") || status=$?
case $status in
  0) [ "$found" = ${filesystem} ] || fail "$disk holds something else than ${filesystem} (\${found:-a partition table}): left as it is" ;;
  2)
    # Nothing that is known. Blank only if it also reads as zeros.
    cmp -s -n 1048576 "$disk" /dev/zero || fail "$disk is not blank, and what it holds is unknown: left as it is"
    ${make} "$disk"
    ;;
  *) fail "cannot tell what $disk holds (blkid: $status)" ;;
esac`;

/** Shell text that adds a line to the guest's table of mounts, once. @param line a word of the shell's */
export const fstabHas = (line: string): string => `grep -qxF ${line} /etc/fstab || echo ${line} >> /etc/fstab`;

function dataDiskScript(role: DatabaseRole, { path: disk }: DataDisk, { user, folders, unit }: DataDiskTenant): string {
  const { make, fsckPass } = FILESYSTEMS[role.filesystem];
  const bound = Object.entries(folders).map(([path, folder]) => ({ path, source: `${DATA_DISK}/${folder}` }));
  const sources = bound.map(({ source }) => source).join(' ');
  // A missing disk must not keep the machine from booting: the engine then fails alone, by its RequiresMountsFor.
  const mounts = [
    `${disk} ${DATA_DISK} ${role.filesystem} noatime,nofail,x-systemd.device-timeout=60s 0 ${fsckPass}`,
    ...bound.map(({ path, source }) => `${source} ${path} none bind,nofail,x-systemd.requires-mounts-for=${DATA_DISK} 0 0`),
  ];
  return `
disk=${disk}

udevadm settle
[ -b "$disk" ] || fail "there is no disk $disk"

${madeWhenBlank(role.filesystem, `${make} -L database`)}

add_mount() {
  ${fstabHas('"$1"')}
}
${mounts.map((mount) => `add_mount '${mount}'`).join('\n')}
systemctl daemon-reload

mkdir -p ${[DATA_DISK, ...Object.keys(folders)].join(' ')}
mountpoint -q ${DATA_DISK} || mount ${DATA_DISK}
install -d -m 0755 -o ${user} -g ${user} ${sources}
install -d -m 0700 -o ${user} -g ${user} ${BACKUPS}
# What the packages started runs on the root disk.
mountpoint -q ${bound.map(({ path }) => path).join(' && mountpoint -q ')} || systemctl stop ${unit} || true
${bound.map(({ path }) => `mountpoint -q ${path} || mount ${path}`).join('\n')}

# On a disk that another installation wrote, the owner's number may be another's here.
find ${sources} ${BACKUPS} \\( ! -user ${user} -o ! -group ${user} \\) -exec chown -h ${user}:${user} {} +

if command -v selinuxenabled > /dev/null && selinuxenabled; then
  # The same labels under both paths, also when the whole system is relabelled.
${bound
  .map(
    ({ path, source }) =>
      `  grep -sqF '${source} ${path}' /etc/selinux/*/contexts/files/file_contexts.subs ||\n    semanage fcontext --add --equal ${path} ${source}`,
  )
  .join('\n')}
  restorecon -R ${DATA_DISK}
fi
`;
}
