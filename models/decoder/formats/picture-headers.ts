/** The size of a picture by its header, so that a huge one is refused before it is decoded. Pure. */
import { boxesIn, findBox } from './iso-boxes.ts';

export type Size = { readonly width: number; readonly height: number };

/** Undefined, or a RangeError, where the header does not say. */
export const sizeByHeader = {
  bmp(bytes) {
    if (bytes.readUInt32LE(14) === 12) {
      return { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20) };
    }
    // A negative height stands for rows from top to bottom.
    return { width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) };
  },
  jp2(bytes) {
    const inBox = bytes.readUInt32BE(0) === 12;
    const stream = inBox ? findBox(bytes, 'jp2c') : bytes;
    // The SIZ marker segment comes first: an area and where the picture begins in it.
    if (stream === undefined || stream.readUInt32BE(0) !== 0xff4fff51) return undefined;
    return {
      width: stream.readUInt32BE(8) - stream.readUInt32BE(16),
      height: stream.readUInt32BE(12) - stream.readUInt32BE(20),
    };
  },
  jxl: sizeOfJpegXl,
  pcx: (bytes) => ({
    width: bytes.readUInt16LE(8) - bytes.readUInt16LE(4) + 1,
    height: bytes.readUInt16LE(10) - bytes.readUInt16LE(6) + 1,
  }),
  pnm: sizeOfPortableMap,
  psd: (bytes) => ({ width: bytes.readUInt32BE(18), height: bytes.readUInt32BE(14) }),
  qoi: (bytes) => ({ width: bytes.readUInt32BE(4), height: bytes.readUInt32BE(8) }),
  sgi: (bytes) => ({ width: bytes.readUInt16BE(6), height: bytes.readUInt16BE(8) }),
  sun: (bytes) => ({ width: bytes.readUInt32BE(4), height: bytes.readUInt32BE(8) }),
  tga: (bytes) => ({ width: bytes.readUInt16LE(12), height: bytes.readUInt16LE(14) }),
} as const satisfies Record<string, (bytes: Buffer) => Size | undefined>;

export type HeaderFormat = keyof typeof sizeByHeader;

/** `P6`, width and height in words; `P7` names them. Comments run to the end of their line. */
function sizeOfPortableMap(bytes: Buffer): Size | undefined {
  const words = bytes
    .toString('latin1', 0, 4096)
    .replace(/#[^\n]*\n/g, '\n')
    .split(/\s+/);
  const named = (name: string): string | undefined => words[words.indexOf(name) + 1];
  const [width, height] =
    words[0] === 'P7' ? [named('WIDTH'), named('HEIGHT')] : [words[1], words[2]];
  return { width: Number(width), height: Number(height) };
}

/** Widths to heights, by the number that stands for them (ISO/IEC 18181-1, "SizeHeader"). */
const ratios = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
] as const;

function sizeOfJpegXl(bytes: Buffer): Size | undefined {
  const stream = bytes[0] === 0xff ? bytes : codestreamOf(bytes);
  if (stream === undefined || stream.readUInt16BE(0) !== 0xff0a) return undefined;
  const bits = readBits(stream.subarray(2, 32));
  const small = bits(1) === 1;
  const length = (): number =>
    small ? (bits(5) + 1) * 8 : bits([9, 13, 18, 30][bits(2)] ?? 9) + 1;
  const height = length();
  const ratio = ratios[bits(3) - 1];
  return { height, width: ratio ? Math.floor((height * ratio[0]) / ratio[1]) : length() };
}

/** In one box, or in several of which each begins with its number. */
function codestreamOf(bytes: Buffer): Buffer | undefined {
  for (const { type, body } of boxesIn(bytes)) {
    if (type === 'jxlc') return body;
    if (type === 'jxlp') return body.subarray(4);
  }
  return undefined;
}

/** From the lowest bit of each byte on. */
function readBits(bytes: Buffer): (count: number) => number {
  let at = 0;
  return (count) => {
    let value = 0;
    for (let bit = 0; bit < count; bit++, at++) {
      value += ((bytes.readUInt8(at >> 3) >> (at & 7)) & 1) * 2 ** bit;
    }
    return value;
  };
}
