/**
 * The directories of a TIFF file, which most RAW formats are as well: the chain from the header, and
 * what `SubIFDs` points to. Pure; bounded, and nothing in it can lead in circles.
 */
export type TiffFile = {
  readonly bytes: Buffer;
  readonly directories: readonly TiffDirectory[];
};

export type TiffDirectory = {
  /** Whole numbers of a tag; none where it is absent, is no number or reaches outside the file. */
  numbers(tag: number): readonly number[];
  /** Where a tag's value lies and how long it is. */
  place(tag: number): { readonly offset: number; readonly length: number } | undefined;
  text(tag: number): string;
};

/** Olympus and Panasonic number their TIFF files otherwise; readers of EXIF insist on 42. */
export function asOrdinaryTiff(bytes: Buffer): Buffer {
  const little = bytes[0] === 0x49;
  if ((little ? bytes.readUInt16LE(2) : bytes.readUInt16BE(2)) === 42) return bytes;
  const copy = Buffer.from(bytes);
  if (little) copy.writeUInt16LE(42, 2);
  else copy.writeUInt16BE(42, 2);
  return copy;
}

export const tags = {
  compression: 259,
  photometric: 262,
  make: 271,
  stripOffsets: 273,
  orientation: 274,
  stripByteCounts: 279,
  tileOffsets: 324,
  tileByteCounts: 325,
  subDirectories: 330,
  jpegOffset: 513,
  jpegLength: 514,
  dngVersion: 50706,
} as const;

const mostDirectories = 64;
const mostValues = 1 << 16;
/** Bytes of a value, by the number of its type. */
const bytesOfType: readonly (number | undefined)[] = [
  undefined,
  1,
  1,
  2,
  4,
  8,
  1,
  1,
  2,
  4,
  8,
  4,
  8,
  4,
];
const wholeNumbers: ReadonlySet<number> = new Set([1, 3, 4, 13]);
const entryBytes = 12;

type Entry = { readonly type: number; readonly count: number; readonly offset: number };

/** The number behind the byte order is not looked at: Olympus and Panasonic have their own. */
export function readTiff(bytes: Buffer): TiffFile {
  const order = bytes.toString('latin1', 0, 2);
  const directories: TiffDirectory[] = [];
  if ((order !== 'II' && order !== 'MM') || bytes.length < 8) return { bytes, directories };
  const little = order === 'II';
  const short = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));

  const visited = new Set<number>();
  const waiting = [long(4)];
  while (waiting.length > 0 && directories.length < mostDirectories) {
    const at = waiting.shift() as number;
    if (at < 8 || at + 2 > bytes.length || visited.has(at)) continue;
    visited.add(at);
    const { entries, next } = readEntries(at);
    const directory = describe(entries);
    directories.push(directory);
    waiting.push(...directory.numbers(tags.subDirectories).slice(0, mostDirectories));
    if (next !== undefined) waiting.push(next);
  }
  return { bytes, directories };

  function readEntries(start: number) {
    const entries = new Map<number, Entry>();
    const end = start + 2 + short(start) * entryBytes;
    for (let at = start + 2; at < end && at + entryBytes <= bytes.length; at += entryBytes) {
      const [type, count] = [short(at + 2), long(at + 4)];
      const length = (bytesOfType[type] ?? 0) * count;
      // Up to four bytes lie in the entry itself.
      const offset = length <= 4 ? at + 8 : long(at + 8);
      if (length > 0 && offset + length <= bytes.length) {
        entries.set(short(at), { type, count, offset });
      }
    }
    return { entries, next: end + 4 <= bytes.length ? long(end) : undefined };
  }

  function describe(entries: ReadonlyMap<number, Entry>): TiffDirectory {
    const place = (tag: number) => {
      const entry = entries.get(tag);
      if (entry === undefined) return undefined;
      return { offset: entry.offset, length: entry.count * (bytesOfType[entry.type] ?? 0) };
    };
    return {
      place,
      numbers(tag) {
        const entry = entries.get(tag);
        if (entry === undefined || !wholeNumbers.has(entry.type)) return [];
        const size = bytesOfType[entry.type] ?? 0;
        const read = { 1: (at: number) => bytes.readUInt8(at), 2: short, 4: long }[size];
        const count = Math.min(entry.count, mostValues);
        return Array.from(
          { length: count },
          (_, index) => read?.(entry.offset + index * size) ?? 0,
        );
      },
      text(tag) {
        const found = place(tag);
        if (found === undefined) return '';
        const { offset, length } = found;
        return (
          bytes.toString('latin1', offset, offset + Math.min(length, 200)).split('\0', 1)[0] ?? ''
        );
      },
    };
  }
}
