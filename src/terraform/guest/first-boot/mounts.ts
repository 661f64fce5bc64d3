import { fileSystemPackage } from '../../../model/guest/set-up-packages';
import type { ResolvedDiskMount, ResolvedMachine } from '../../../model/resolved';
import { diskPath } from '../../disks';
import { bashProgram, type GuestPart, program, programsOf } from '../part';
import { FILESYSTEMS, fstabHas, madeWhenBlank } from '../storage';

/** Data disks in the file system of a guest. What is on a disk is never overwritten, whatever becomes of the machine. */
export function mountsPart(machine: ResolvedMachine, mounts: readonly ResolvedDiskMount[]): GuestPart {
  if (mounts.length === 0) return {};
  return {
    packages: [...new Set(mounts.map(({ fileSystem }) => fileSystemPackage(fileSystem)))],
    files: [
      bashProgram(
        'mounts',
        'Mounts the data disks, and gives them file systems when they are blank. What is on them is never overwritten. Safe to run again.',
        `udevadm settle\n${mounts.map((mount) => mountScript(machine, mount)).join('\n')}`,
        programsOf(machine.os),
      ),
    ],
    steps: [program('mounts', programsOf(machine.os))],
  };
}

function mountScript(machine: ResolvedMachine, { path, serial, fileSystem, options, owner, mode }: ResolvedDiskMount): string {
  const { make, fsckPass } = FILESYSTEMS[fileSystem];
  const disk = diskPath(machine.data.find((each) => each.serial === serial) ?? { bus: machine.hardware.diskBus, serial });
  // A missing disk must not keep the machine from booting: what needs it says so by RequiresMountsFor.
  const line = `${disk} ${path} ${fileSystem} ${[...options, 'nofail', 'x-systemd.device-timeout=60s'].join(',')} 0 ${fsckPass}`;
  return `
disk=${disk}
[ -b "$disk" ] || fail "there is no disk $disk"
${madeWhenBlank(fileSystem, make)}
${fstabHas(`'${line}'`)}
systemctl daemon-reload
mkdir -p ${path}
mountpoint -q ${path} || mount ${path}
chown ${owner} ${path}
chmod ${mode} ${path}
if command -v selinuxenabled > /dev/null && selinuxenabled; then restorecon ${path}; fi
`;
}
