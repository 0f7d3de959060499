/** Pieces of EXIF, each a TIFF of its own, as the one TIFF that readers of EXIF know. Pure. */

const exifPointer = 0x8769;
const placePointer = 0x8825;
const entryBytes = 12;
const bytesOfType: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

type Pieces = { readonly exif: Buffer | undefined; readonly place: Buffer | undefined };

/** The main piece alone, where it is not as expected; a piece that is not is left out. */
export function joinExif(main: Buffer, { exif, place }: Pieces): Buffer {
  const head = readDirectory(main, 0);
  if (head === undefined) return main;
  const pieces: Buffer[] = [];
  const pointers: Buffer[] = [];
  // The new main directory stands at the end, where there is room for more entries.
  let end = main.length;
  for (const [tag, piece] of [
    [exifPointer, exif],
    [placePointer, place],
  ] as const) {
    const moved = piece && head.sameOrder(piece) ? moveTo(piece, end) : undefined;
    if (moved === undefined) continue;
    pieces.push(moved.bytes);
    pointers.push(head.entry(tag, end + moved.start));
    end += moved.bytes.length;
  }
  const entries = [...head.entries.filter((entry) => !isPointer(head, entry)), ...pointers];
  entries.sort((one, other) => head.short(one, 0) - head.short(other, 0));
  const count = head.number(entries.length, 2);
  const joined = Buffer.concat([main, ...pieces, count, ...entries, Buffer.alloc(4)]);
  head.number(end, 4).copy(joined, 4);
  return joined;
}

const isPointer = (head: Directory, entry: Buffer): boolean =>
  [exifPointer, placePointer].includes(head.short(entry, 0));

/** A TIFF's bytes as they are at another place of a file: its entries point there. */
function moveTo(piece: Buffer, place: number): { bytes: Buffer; start: number } | undefined {
  const bytes = Buffer.from(piece);
  const directory = readDirectory(bytes, 0);
  if (directory === undefined) return undefined;
  for (const entry of directory.entries) {
    const length = (bytesOfType[directory.short(entry, 2)] ?? 0) * directory.long(entry, 4);
    if (length > 4) directory.number(directory.long(entry, 8) + place, 4).copy(entry, 8);
  }
  return { bytes, start: directory.start };
}

type Directory = NonNullable<ReturnType<typeof readDirectory>>;

function readDirectory(bytes: Buffer, at: number) {
  const order = bytes.toString('latin1', at, at + 2);
  if ((order !== 'II' && order !== 'MM') || bytes.length < 10) return undefined;
  const little = order === 'II';
  const short = (from: Buffer, place: number): number =>
    little ? from.readUInt16LE(place) : from.readUInt16BE(place);
  const long = (from: Buffer, place: number): number =>
    little ? from.readUInt32LE(place) : from.readUInt32BE(place);
  const start = long(bytes, 4);
  if (start + 2 > bytes.length) return undefined;
  const count = short(bytes, start);
  if (start + 2 + count * entryBytes > bytes.length) return undefined;
  const number = (value: number, size: 2 | 4): Buffer => {
    const written = Buffer.alloc(size);
    if (little) written.writeUIntLE(value, 0, size);
    else written.writeUIntBE(value, 0, size);
    return written;
  };
  return {
    start,
    short,
    long,
    number,
    entries: Array.from({ length: count }, (_, index) => {
      const place = start + 2 + index * entryBytes;
      return bytes.subarray(place, place + entryBytes);
    }),
    entry: (tag: number, value: number): Buffer =>
      Buffer.concat([number(tag, 2), number(4, 2), number(1, 4), number(value, 4)]),
    sameOrder: (other: Buffer): boolean => other.toString('latin1', 0, 2) === order,
  };
}
