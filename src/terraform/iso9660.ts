/** Bytes of a sector of an ISO 9660 image: everything in it begins at a whole one. */
export const SECTOR = 2048;
/** Sectors before the volume descriptors, unused. */
export const SYSTEM_AREA = 16;

export interface IsoFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

const VOLUME = SYSTEM_AREA;
const PATHS_LITTLE = VOLUME + 2;
const PATHS_BIG = PATHS_LITTLE + 1;
const ROOT = PATHS_BIG + 1;
const FIRST_FILE = ROOT + 1;

const sectors = (bytes: number): number => Math.ceil(bytes / SECTOR);

/** Size of the whole image. */
export const isoSize = (files: readonly IsoFile[]): number =>
  (FIRST_FILE + files.reduce((sum, file) => sum + sectors(file.size), 0)) * SECTOR;

/**
 * The sectors between the system area and the first file of an image with one directory. The files follow in the given
 * order, each filled up to whole sectors. Names are kept as they are (lower case, hyphens): Linux reads them so.
 * Format: ECMA-119.
 *
 * @param label volume label, at most 32 characters
 * @param files at most as many as one sector of directory holds (about 40), sorted by name
 * @returns one buffer per sector, without the zeros at its end
 */
export function isoHead(label: string, files: readonly IsoFile[]): Buffer[] {
  return [volumeDescriptor(label, files), endDescriptor(), pathTable(false), pathTable(true), rootDirectory(files)].map(trimmed);
}

function volumeDescriptor(label: string, files: readonly IsoFile[]): Buffer {
  const sector = Buffer.alloc(SECTOR);
  sector[0] = 1;
  sector.write('CD001', 1, 'ascii');
  sector[6] = 1;
  sector.fill(' ', 8, 72);
  sector.write(label, 40, 'ascii');
  both32(sector, 80, isoSize(files) / SECTOR);
  both16(sector, 120, 1);
  both16(sector, 124, 1);
  both16(sector, 128, SECTOR);
  both32(sector, 132, PATH_TABLE_SIZE);
  sector.writeUInt32LE(PATHS_LITTLE, 140);
  sector.writeUInt32BE(PATHS_BIG, 148);
  record('\0', ROOT, SECTOR, true).copy(sector, 156);
  sector.fill(' ', 190, 813);
  // Four dates that are not given: sixteen digits 0 and an offset of 0 each.
  for (let date = 813; date < 881; date += 17) sector.fill('0', date, date + 16);
  sector[881] = 1;
  return sector;
}

function endDescriptor(): Buffer {
  return Buffer.from('\xffCD001\x01', 'latin1');
}

/** The root directory alone: a name of one byte, filled to an even number. */
const PATH_TABLE_SIZE = 10;

function pathTable(bigEndian: boolean): Buffer {
  const table = Buffer.alloc(PATH_TABLE_SIZE);
  table[0] = 1;
  if (bigEndian) {
    table.writeUInt32BE(ROOT, 2);
    table.writeUInt16BE(1, 6);
  } else {
    table.writeUInt32LE(ROOT, 2);
    table.writeUInt16LE(1, 6);
  }
  return table;
}

function rootDirectory(files: readonly IsoFile[]): Buffer {
  let next = FIRST_FILE;
  const records = [record('\0', ROOT, SECTOR, true), record('\x01', ROOT, SECTOR, true)];
  for (const { name, size } of files) {
    records.push(record(name, next, size, false));
    next += sectors(size);
  }
  return Buffer.concat(records);
}

function record(name: string, sector: number, size: number, directory: boolean): Buffer {
  const length = 33 + name.length + (name.length % 2 === 0 ? 1 : 0);
  const bytes = Buffer.alloc(length);
  bytes[0] = length;
  both32(bytes, 2, sector);
  both32(bytes, 10, size);
  bytes[25] = directory ? 2 : 0;
  both16(bytes, 28, 1);
  bytes[32] = name.length;
  bytes.write(name, 33, 'latin1');
  return bytes;
}

/** Numbers stand twice, in both byte orders. */
function both32(bytes: Buffer, offset: number, value: number): void {
  bytes.writeUInt32LE(value, offset);
  bytes.writeUInt32BE(value, offset + 4);
}

function both16(bytes: Buffer, offset: number, value: number): void {
  bytes.writeUInt16LE(value, offset);
  bytes.writeUInt16BE(value, offset + 2);
}

function trimmed(sector: Buffer): Buffer {
  return sector.subarray(0, sector.findLastIndex((byte) => byte !== 0) + 1);
}
