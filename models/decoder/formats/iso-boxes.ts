/**
 * The boxes of ISO base media files (ISO/IEC 14496-12): HEIF, Canon's CR3, JPEG 2000 and JPEG XL are
 * made of them. Pure; nothing is believed beyond the bytes that are there.
 */
export type Box = { readonly type: string; readonly body: Buffer };

/** The boxes that lie side by side in `bytes`, up to the first that is broken or cut off. */
export function* boxesIn(bytes: Buffer): Generator<Box> {
  let at = 0;
  while (at + 8 <= bytes.length) {
    const short = bytes.readUInt32BE(at);
    const head = short === 1 ? 16 : 8;
    if (at + head > bytes.length) return;
    const size =
      short === 0 ? bytes.length - at : short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short;
    if (size < head || at + size > bytes.length) return;
    const type = bytes.toString('latin1', at + 4, at + 8);
    yield { type, body: bytes.subarray(at + head, at + size) };
    at += size;
  }
}

/** The body of the first box of that type, then of the first in that one, and so on. */
export function findBox(bytes: Buffer, ...path: readonly string[]): Buffer | undefined {
  let inside: Buffer | undefined = bytes;
  for (const type of path) {
    if (inside === undefined) return undefined;
    inside = firstOf(inside, type);
  }
  return inside;
}

function firstOf(bytes: Buffer, type: string): Buffer | undefined {
  for (const box of boxesIn(bytes)) if (box.type === type) return box.body;
  return undefined;
}

/** Reads numbers one after the other; throws a RangeError at the end of the bytes. */
export type ByteReader = {
  /** Big-endian, 0 to 8 bytes; 0 bytes are the number 0. */
  unsigned(byteCount: number): number;
  text(byteCount: number): string;
  rest(): Buffer;
};

export function readFrom(bytes: Buffer): ByteReader {
  let at = 0;
  const take = (byteCount: number): number => {
    if (at + byteCount > bytes.length) throw new RangeError(`no ${byteCount} bytes at ${at}`);
    at += byteCount;
    return at - byteCount;
  };
  return {
    unsigned(byteCount) {
      if (byteCount === 0) return 0;
      if (byteCount === 8) return Number(bytes.readBigUInt64BE(take(8)));
      return bytes.readUIntBE(take(byteCount), byteCount);
    },
    text: (byteCount) => bytes.toString('latin1', take(byteCount), at),
    rest: () => bytes.subarray(at),
  };
}
