import { CD_PLACES, SETUP_TAKES_CD } from '../../guest/disk-places';
import type { Image } from '../../guest/image';
import { hardwareConflict } from '../../guest/impossible-hardware';
import { checkSize } from '../../kinds/checks';
import { pathOf } from '../../kinds/machine';
import { type KindOfPool, POOLS } from '../../kinds/pool';
import { filesPoolOf, missingPools, poolOf, poolOfDisk, poolsOf } from '../../kinds/pool/choice';
import type { Host } from '../../network/host';
import type { StoragePool } from '../../network/storage-pool';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedVolume } from '../../resolved';
import type { DataDiskProps, DiskLimits } from '../../workload/disk';
import type { Machine } from '../../workload/machine';
import { busOf, cacheOf, PAST_CACHE } from './disk-options';
import { disksOfMachine, rootDiskOf } from './volumes';

/** Checks the disks of a machine: what each is, how it is attached, and whether its pool can hold it. */
export function checkDisks(machine: Machine, report: Report): void {
  const path = pathOf(machine);
  const { dataDisks, props } = machine;
  checkDisk(machine, rootDiskOf(machine), report);
  const ids = new Set(['root', 'cloudinit']);
  for (const disk of dataDisks) {
    checkSize(path, `the disk "${disk.id}"`, disk.size, report);
    if (!/^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$/.test(disk.id)) report(problems.invalidDiskId(path, disk.id));
    if (ids.has(disk.id)) report(problems.nameClash(path, disk.id, 'another disk of the same machine'));
    ids.add(disk.id);
    const bus = busOf(machine, disk);
    for (const what of disk.bus === undefined ? [] : hardwareConflict({ ...props.os.hardware, diskBus: bus }))
      report(problems.impossibleDisk(path, disk.id, `is on ${bus}: ${what}`, 'Give it another `bus`.'));
    checkDisk(machine, disk, report);
  }
}

/** Whether the pools of its host can hold what is asked of them. */
export function checkHolding(machine: Machine, host: Host, report: Report): void {
  for (const name of missingPools(machine, host))
    report(
      problems.unknownPool(
        pathOf(machine),
        name,
        host.node.id,
        poolsOf(host).map((pool) => pool.name),
      ),
    );
  checkRoot(machine, host, report);
  for (const disk of machine.dataDisks) checkInPool(machine, disk, poolOfDisk(machine, disk, host), report);
  checkFilesPool(machine, host, report);
}

function checkRoot(machine: Machine, host: Host, report: Report): void {
  const path = pathOf(machine);
  const [root, pool, { image }] = [rootDiskOf(machine), poolOf(machine, host), machine.props];
  const kind = POOLS[pool.type];
  checkInPool(machine, root, pool, report);
  // Of what is adopted, that is said by itself.
  if (root.existing !== undefined || machine.adopt || !kind.makes) return;
  if (image === undefined) report(problems.missing(path, 'image'));
  else if (kind.images.length === 0) report(problems.poolTakesNoImage(path, pool.name, kind.title));
  else if (!kind.images.includes(image.format))
    report(problems.imageFormat(path, image.source, image.format, `the pool "${pool.name}" (${kind.type})`, kind.images));
}

function checkInPool(machine: Machine, disk: DataDiskProps, pool: StoragePool, report: Report): void {
  const path = pathOf(machine);
  const kind = POOLS[pool.type];
  const { id, existing } = disk;
  if (!existing && !kind.makes) report(problems.poolMakesNone(path, id, pool.name, kind.title));
  for (const [reason, fix] of defectsInPool(disk, kind)) report(problems.impossibleDisk(path, id, reason, fix));
}

function checkDisk(machine: Machine, disk: DataDiskProps, report: Report): void {
  const path = pathOf(machine);
  const { id, limits } = disk;
  for (const [reason, fix] of defects(disk)) report(problems.impossibleDisk(path, id, reason, fix));
  for (const reason of limits ? limitDefects(limits) : []) report(problems.invalidLimits(path, id, reason));
}

/** What does not go together, and what to do about it. */
function defectsInPool({ existing, io }: DataDiskProps, kind: KindOfPool): readonly (readonly [string, string])[] {
  const found: [string, string][] = [];
  if (io !== undefined && !kind.choosesIo)
    found.push([`has io '${io}', and lies in Ceph, whose library reads and writes by itself`, 'Leave `io` out.']);
  if (existing && !isRaw(existing) && isRaw({ format: kind.format }))
    found.push([
      `is said to hold ${existing.format}, and libvirt reads what lies in such a pool as raw`,
      'Leave `format` out, or convert the volume.',
    ]);
  return found;
}

function defects(disk: DataDiskProps): readonly (readonly [string, string])[] {
  const { existing, io, readOnly, shared } = disk;
  const cache = cacheOf(disk);
  const found: [string, string][] = [];
  if (io !== undefined && NEEDS_NO_CACHE[io] && !PAST_CACHE[cache])
    found.push([`has io '${io}' with cache '${cache}': QEMU refuses it`, 'Leave `io` out, or use DiskCache.NONE.']);
  if (readOnly && !existing)
    found.push(['is read-only, and would be blank for ever', 'Name the volume that it is (`existing`), or let it be written to.']);
  if (shared && !existing)
    found.push(['is shared, and belongs to this machine', 'Make the volume by hand, and name it at each of the machines (`existing`).']);
  if (shared && existing && !isRaw(existing))
    found.push([`is shared, and ${existing.format}: only one QEMU can write to that`, 'Share a raw volume.']);
  if (shared && !PAST_CACHE[cache])
    found.push([`is shared with cache '${cache}': what one host has cached another does not see`, 'Use DiskCache.NONE.']);
  return found;
}

/** libvirt and QEMU: `aio=native` needs O_DIRECT. */
const NEEDS_NO_CACHE: Record<NonNullable<ResolvedVolume['io']>, boolean> = { native: true, threads: false, io_uring: false };

const RAW: Record<ResolvedVolume['format'], boolean> = { raw: true, qcow2: false };
const isRaw = ({ format = 'raw' }: { readonly format?: ResolvedVolume['format'] }): boolean => RAW[format];

/** libvirt: "total and read/write … cannot be set at the same time". */
function limitDefects(limits: DiskLimits): readonly string[] {
  const found: string[] = [];
  for (const [name, value] of Object.entries(limits) as [keyof DiskLimits, DiskLimits[keyof DiskLimits]][]) {
    if (value === undefined) continue;
    const amount = typeof value === 'number' ? value : value.bytes;
    if (!Number.isSafeInteger(amount) || amount <= 0) found.push(`${name} is ${value}`);
  }
  const { iops, readIops, writeIops, throughput, readThroughput, writeThroughput } = limits;
  if (iops !== undefined && (readIops ?? writeIops) !== undefined) found.push('iops is a total, and reads or writes have one of their own');
  if (throughput !== undefined && (readThroughput ?? writeThroughput) !== undefined)
    found.push('throughput is a total, and reads or writes have one of their own');
  return found;
}

/** Checks the CDs of a machine, and that there is a place for them. */
export function checkCds(machine: Machine, report: Report): void {
  const path = pathOf(machine);
  const { os, image } = machine.props;
  const { cdImages } = machine;
  const bus = os.hardware.diskBus;
  const room = CD_PLACES[bus] - (machine.configured && SETUP_TAKES_CD[bus] ? 1 : 0);
  if (cdImages.length > room) report(problems.tooManyCds(path, cdImages.length, bus, room));
  for (const cd of cdImages) if (!isIso(cd)) report(problems.imageFormat(path, cd.source, cd.format, 'a drive for CDs', ['iso']));
  if (image && isIso(image)) report(problems.imageFormat(path, image.source, image.format, 'a root disk', ['qcow2', 'raw']));
}

function checkFilesPool(machine: Machine, host: Host, report: Report): void {
  const pool = filesPoolOf(machine, host);
  const { takesFiles, title } = POOLS[pool.type];
  if (!takesFiles && (machine.configured || machine.cdImages.length > 0))
    report(problems.poolTakesNoFiles(pathOf(machine), pool.name, title));
}

const ISO: Record<Image['format'], boolean> = { iso: true, qcow2: false, raw: false };
const isIso = ({ format }: Image): boolean => ISO[format];

/** Volumes that are there already are used by one machine, unless all of them say that they know. */
export function checkVolumes(machines: readonly Machine[], hostOf: (machine: Machine) => Host, report: Report): void {
  const used = new Map<string, { readonly machine: Machine; readonly disk: DataDiskProps }>();
  for (const machine of machines) {
    for (const disk of disksOfMachine(machine)) {
      if (!disk.existing) continue;
      const host = hostOf(machine);
      const pool = poolOfDisk(machine, disk, host).name;
      const place = `${host.node.path}/${pool}/${disk.existing.name}`;
      const other = used.get(place);
      if (!other) used.set(place, { machine, disk });
      else if (!togetherWell(disk, other.disk))
        report(problems.volumeInUse(pathOf(machine), disk.existing.name, pool, pathOf(other.machine)));
    }
  }
}

const togetherWell = (a: DataDiskProps, b: DataDiskProps): boolean =>
  (a.shared === true && b.shared === true) || (a.readOnly === true && b.readOnly === true);
