/**
 * A TIFF in memory, which is how pictures that sharp does not read are handed to it: so that their
 * colours, orientation and transparency go one way with all others'. Pure.
 */
export type TiffPlan = {
  readonly width: number;
  readonly height: number;
  /** RGB, or RGB and alpha (not multiplied into the colours). */
  readonly channels: 3 | 4;
  readonly bits: 8 | 16;
  /** As EXIF numbers it, 1 to 8. */
  readonly orientation: number;
  readonly colourProfile?: Buffer | undefined;
};

export type MemoryTiff = {
  readonly bytes: Buffer;
  /** Rows without gaps between them, little-endian, to be filled; black at first. */
  readonly pixels: Buffer;
  readonly rowBytes: number;
};

const types = { short: 3, long: 4, bytes: 7 } as const;
type Field = readonly [tag: number, type: keyof typeof types, values: readonly number[] | Buffer];
const sizeOf = { short: 2, long: 4, bytes: 1 } as const;
/** libtiff reads strip by strip: small ones keep what it holds small. */
const rowsPerStrip = 64;

export function createTiff(plan: TiffPlan): MemoryTiff {
  const { width, height, channels, bits } = plan;
  const rowBytes = (width * channels * bits) / 8;
  const strips = Math.ceil(height / rowsPerStrip);
  const pixelBytes = rowBytes * height;
  // Written twice: the offsets of the strips have a place before their values are known.
  const headBytes = writeHead(fieldsOf(plan, Array(strips).fill(0), rowBytes)).length;
  const offsets = Array.from(
    { length: strips },
    (_, strip) => headBytes + strip * rowsPerStrip * rowBytes,
  );
  const bytes = Buffer.alloc(headBytes + pixelBytes);
  writeHead(fieldsOf(plan, offsets, rowBytes)).copy(bytes);
  return { bytes, pixels: bytes.subarray(headBytes), rowBytes };
}

function fieldsOf(plan: TiffPlan, offsets: readonly number[], rowBytes: number): Field[] {
  const { width, height, channels, bits, orientation, colourProfile } = plan;
  const rows = (strip: number) => Math.min(rowsPerStrip, height - strip * rowsPerStrip);
  const fields: Field[] = [
    [256, 'long', [width]],
    [257, 'long', [height]],
    [258, 'short', Array(channels).fill(bits)],
    [259, 'short', [1]], // not compressed
    [262, 'short', [2]], // RGB
    [273, 'long', offsets],
    [274, 'short', [orientation]],
    [277, 'short', [channels]],
    [278, 'long', [rowsPerStrip]],
    [279, 'long', offsets.map((_, strip) => rows(strip) * rowBytes)],
  ];
  if (channels === 4) fields.push([338, 'short', [2]]);
  if (colourProfile !== undefined) fields.push([34675, 'bytes', colourProfile]);
  return fields;
}

/** Everything but the pixels. */
function writeHead(fields: readonly Field[]): Buffer {
  const directory = Buffer.alloc(8 + 2 + fields.length * 12 + 4);
  directory.write('II*\0', 'latin1');
  directory.writeUInt32LE(8, 4);
  directory.writeUInt16LE(fields.length, 8);
  const values: Buffer[] = [];
  let end = directory.length;
  for (const [index, [tag, type, value]] of fields.entries()) {
    const at = 10 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(types[type], at + 2);
    directory.writeUInt32LE(value.length, at + 4);
    const written = writeValues(type, value);
    if (written.length <= 4) {
      written.copy(directory, at + 8);
      continue;
    }
    directory.writeUInt32LE(end, at + 8);
    const even = Buffer.concat([written, Buffer.alloc(written.length % 2)]);
    values.push(even);
    end += even.length;
  }
  return Buffer.concat([directory, ...values]);
}

function writeValues(type: keyof typeof types, values: readonly number[] | Buffer): Buffer {
  if (Buffer.isBuffer(values)) return values;
  const written = Buffer.alloc(values.length * sizeOf[type]);
  for (const [index, value] of values.entries()) {
    written.writeUIntLE(value, index * sizeOf[type], sizeOf[type]);
  }
  return written;
}
