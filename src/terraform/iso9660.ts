/** Bytes of a sector of an ISO 9660 image: everything in it begins at a whole one. */
export const SECTOR = 2048;
/** Sectors before the volume descriptors, unused. */
export const SYSTEM_AREA = 16;

export interface IsoFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** How names are written: ECMA-119, or UCS-2 (Joliet), which Windows reads where it is there. */
interface Writing {
  readonly descriptor: 1 | 2;
  /** Sectors of its two path tables (little and big endian) and of its root directory. */
  readonly paths: { readonly little: number; readonly big: number };
  readonly root: number;
  readonly encoded: (text: string) => Buffer;
}

/** Where everything is, with or without a second set of names. */
interface Places {
  readonly writings: readonly Writing[];
  readonly firstFile: number;
}

const ucs2 = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

function placesOf(joliet: boolean): Places {
  const encodings = [(text: string) => Buffer.from(text, 'latin1'), ...(joliet ? [ucs2] : [])];
  // Volume descriptors, and the one that ends them.
  const paths = SYSTEM_AREA + encodings.length + 1;
  const roots = paths + 2 * encodings.length;
  return {
    writings: encodings.map((encoded, index) => ({
      descriptor: index === 0 ? 1 : 2,
      paths: { little: paths + 2 * index, big: paths + 2 * index + 1 },
      root: roots + index,
      encoded,
    })),
    firstFile: roots + encodings.length,
  };
}

const sectors = (bytes: number): number => Math.ceil(bytes / SECTOR);

/** Size of the whole image. */
export const isoSize = (files: readonly IsoFile[], joliet = false): number =>
  (placesOf(joliet).firstFile + files.reduce((sum, file) => sum + sectors(file.size), 0)) * SECTOR;

/**
 * The sectors between the system area and the first file of an image with one directory. The files follow in the given
 * order, each filled up to whole sectors. Names are kept as they are (lower case, hyphens): Linux reads them so.
 * Format: ECMA-119.
 *
 * @param label volume label, at most 32 characters; 16 with Joliet
 * @param files at most as many as one sector of directory holds (about 40), sorted by name
 * @param joliet whether the names stand there for Windows, too (Joliet Specification: a supplementary volume descriptor, UCS-2)
 * @returns one buffer per sector, without the zeros at its end
 */
export function isoHead(label: string, files: readonly IsoFile[], joliet = false): Buffer[] {
  const { writings, firstFile } = placesOf(joliet);
  const size = isoSize(files, joliet) / SECTOR;
  return [
    ...writings.map((writing) => volumeDescriptor(label, size, writing)),
    endDescriptor(),
    ...writings.flatMap(({ root }) => [pathTable(root, false), pathTable(root, true)]),
    ...writings.map((writing) => rootDirectory(files, writing, firstFile)),
  ].map(trimmed);
}

function volumeDescriptor(label: string, size: number, { descriptor, paths, root, encoded }: Writing): Buffer {
  const sector = Buffer.alloc(SECTOR);
  const blanks = encoded(' ');
  sector[0] = descriptor;
  sector.write('CD001', 1, 'ascii');
  sector[6] = 1;
  sector.fill(blanks, 8, 72);
  encoded(label).copy(sector, 40);
  both32(sector, 80, size);
  // UCS-2, level 3.
  if (descriptor === 2) sector.write('%/E', 88, 'ascii');
  both16(sector, 120, 1);
  both16(sector, 124, 1);
  both16(sector, 128, SECTOR);
  both32(sector, 132, PATH_TABLE_SIZE);
  sector.writeUInt32LE(paths.little, 140);
  sector.writeUInt32BE(paths.big, 148);
  record(Buffer.from([0]), root, SECTOR, true).copy(sector, 156);
  sector.fill(blanks, 190, 813);
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

function pathTable(root: number, bigEndian: boolean): Buffer {
  const table = Buffer.alloc(PATH_TABLE_SIZE);
  table[0] = 1;
  if (bigEndian) {
    table.writeUInt32BE(root, 2);
    table.writeUInt16BE(1, 6);
  } else {
    table.writeUInt32LE(root, 2);
    table.writeUInt16LE(1, 6);
  }
  return table;
}

function rootDirectory(files: readonly IsoFile[], { root, encoded }: Writing, firstFile: number): Buffer {
  let next = firstFile;
  const records = [record(Buffer.from([0]), root, SECTOR, true), record(Buffer.from([1]), root, SECTOR, true)];
  for (const { name, size } of files) {
    records.push(record(encoded(name), next, size, false));
    next += sectors(size);
  }
  return Buffer.concat(records);
}

function record(name: Buffer, sector: number, size: number, directory: boolean): Buffer {
  const length = 33 + name.length + (name.length % 2 === 0 ? 1 : 0);
  const bytes = Buffer.alloc(length);
  bytes[0] = length;
  both32(bytes, 2, sector);
  both32(bytes, 10, size);
  bytes[25] = directory ? 2 : 0;
  both16(bytes, 28, 1);
  bytes[32] = name.length;
  name.copy(bytes, 33);
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
