import type { Problem } from '../problem';

export const poolTwice = (path: string, pool: string): Problem => ({
  code: 'POOL_TWICE',
  path,
  message: `The host has two storage pools called "${pool}".`,
  fix: 'Give it once, in `pool` (for machines that name none) or in `pools`.',
});

/** What one of them removes is gone from the other, too. */
export const poolFolderTwice = (path: string, pool: string, other: string, folder: string): Problem => ({
  code: 'POOL_FOLDER_TWICE',
  path,
  message: `The storage pools "${pool}" and "${other}" of the host lie in one directory, ${folder}: what is a file of one is one of the other.`,
  fix: 'Give each a directory of its own, or take one of them for all.',
});

export const unknownPool = (path: string, pool: string, host: string, known: readonly string[]): Problem => ({
  code: 'UNKNOWN_POOL',
  path,
  message: `The host ${host} has no storage pool "${pool}"; it has: ${known.join(', ')}.`,
  fix: `Write one of these, or say what "${pool}" is in the host's \`pools\`: StoragePool.existing('${pool}') for a pool of files, StoragePool.lvm('${pool}') for a volume group, ….`,
});

export const invalidCeph = (path: string, pool: string, what: string, expected: string): Problem => ({
  code: 'INVALID_CEPH',
  path,
  message: `The pool "${pool}" ${what}.`,
  fix: `${expected}.`,
});

export const poolMakesNone = (path: string, disk: string, pool: string, title: string): Problem => ({
  code: 'POOL_MAKES_NO_VOLUMES',
  path,
  message: `The disk "${disk}" would be made in the pool "${pool}". ${title} has volumes that are there already, and libvirt makes no others.`,
  fix: "Name one of them, as `virsh vol-list` has it: existing: { name: 'unit:0:0:1' }. Or choose another `pool`.",
});

export const poolTakesNoImage = (path: string, pool: string, title: string): Problem => ({
  code: 'POOL_TAKES_NO_IMAGE',
  path,
  message: `The root disk would be made from its image in the pool "${pool}". ${title} is no place that libvirt writes images to.`,
  fix: "Put the machine into another `pool`, and only its data disks into this one; or make a root disk there by hand and name it: rootDiskOptions: { existing: { name: '…' } }.",
});

export const poolTakesNoFiles = (path: string, pool: string, title: string): Problem => ({
  code: 'POOL_TAKES_NO_FILES',
  path,
  message: `The machine needs a place for CDs, and the host's own pool is "${pool}". ${title} is no place that libvirt writes files to.`,
  fix: "Give the host a pool of files as its `pool`, this one among its `pools`, and name this one as the machine's `pool`.",
});

export const imageFormat = (path: string, source: string, format: string, where: string, known: readonly string[]): Problem => ({
  code: 'IMAGE_FORMAT',
  path,
  message: `The image ${source} is ${format}, and ${where} takes ${known.join(' or ')}.`,
  fix: known.map((wanted) => CONVERSIONS[wanted] ?? '').join(' Or: ') || 'Use another image.',
});

/** How an image of a format is come by, with the tool of QEMU. */
const CONVERSIONS: Readonly<Record<string, string>> = {
  raw: "Convert it (`qemu-img convert -O raw image.qcow2 image.raw`), and say so: Image.file('/…/image.raw', { …, format: 'raw' }).",
  qcow2: 'Convert it (`qemu-img convert -O qcow2 image.raw image.qcow2`).',
  iso: "Use an ISO 9660 image, and say so: Image.file('/…/drivers.iso', { …, format: 'iso' }).",
};

export const impossibleDisk = (path: string, disk: string, reason: string, fix: string): Problem => ({
  code: 'IMPOSSIBLE_DISK',
  path,
  message: `The disk "${disk}" ${reason}.`,
  fix,
});

export const invalidLimits = (path: string, disk: string, reason: string): Problem => ({
  code: 'INVALID_DISK_LIMITS',
  path,
  message: `The limits of the disk "${disk}": ${reason}.`,
  fix: 'Write whole numbers above 0 and sizes, each second: a total, or what reads and writes have each (`{ iops: 500 }`, `{ readIops: 1000, writeIops: 500 }`).',
});

export const volumeInUse = (path: string, volume: string, pool: string, otherPath: string): Problem => ({
  code: 'VOLUME_IN_USE',
  path,
  message: `The volume "${volume}" of the pool "${pool}" is a disk of ${otherPath} as well: two that write to it without knowing of each other destroy what is on it.`,
  fix: 'Give each its own volume. Where what is on it is made for that (a cluster file system, a quorum disk), say `shared: true` at both; where they only read it, `readOnly: true`.',
});

export const tooManyCds = (path: string, cds: number, bus: string, places: number): Problem => ({
  code: 'TOO_MANY_CDS',
  path,
  message: `The machine has ${cds} CDs, and room for ${places} beside disks on ${bus}.`,
  fix: 'Put what is on them onto fewer CDs.',
});

export const invalidFolder = (path: string, folder: string, reason: string, fix: string): Problem => ({
  code: 'INVALID_SHARED_FOLDER',
  path,
  message: `The shared folder "${folder}" ${reason}.`,
  fix,
});

/** By hand, in words, for each locked fact of a disk. */
const DISK_BY_HAND = {
  pool: 'move the volume with the machine shut off, `terraform state rm` it, edit the lock, run `npx isthmus lock accept`, and take it in as node_modules/isthmus/docs/recovery.md says',
  bus: 'see that the guest has the driver and mounts by UUID or label, edit the lock, and run `npx isthmus lock accept`',
  existing: 'copy what is on the disk with the machine shut off, edit the lock, and run `npx isthmus lock accept`',
};

/** Facts of a disk that are compared with the lock. */
export type DiskFact = keyof typeof DISK_BY_HAND;

export const diskChanged = (path: string, disk: string, fact: DiskFact, locked: string, wanted: string): Problem => ({
  code: 'DISK_CHANGED',
  path,
  message: `${fact}: the disk "${disk}" exists with ${locked}, the system says ${wanted}.`,
  fix: `Put ${locked} back. To really change it: ${DISK_BY_HAND[fact]}.`,
});

export const poolTypeChanged = (path: string, host: string, pool: string, locked: string, wanted: string): Problem => ({
  code: 'POOL_TYPE_CHANGED',
  path,
  message: `The storage pool "${pool}" was ${locked}, now it would be ${wanted}: its disks have other names and another format there, so an apply would make all of them anew, and empty.`,
  fix: `Put ${locked} back, and give the other pool another name. If it was never what the lock says, correct \`hosts.${host}.pools.${pool}.type\` in isthmus.lock.json and run \`npx isthmus lock accept\`.`,
});
