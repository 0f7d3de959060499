/** The segments of a JPEG up to its pixels. Pure and bounded. */

export type JpegHead = {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  /** Where the EXIF segment lies, with its marker and length. */
  readonly exif: { readonly start: number; readonly end: number } | undefined;
  /** Where the pixels' data begins. */
  readonly scanStart: number;
};

const startOfImage = 0xd8;
const startOfScan = 0xda;
const application1 = 0xe1;
/** Baseline, extended and progressive with Huffman codes: what viewers read. RAW data is lossless. */
const readFrames: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
const mostSegments = 1000;

/** Undefined where this is no JPEG picture of a kind that viewers read. */
export function readJpegHead(bytes: Buffer): JpegHead | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== startOfImage) return undefined;
  let frame: Pick<JpegHead, 'width' | 'height' | 'progressive'> | undefined;
  let exif: JpegHead['exif'];
  let at = 2;
  for (let segment = 0; segment < mostSegments; segment++) {
    // Any number of fill bytes may stand before a marker.
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    if (bytes[at] !== 0xff || at + 4 > bytes.length) return undefined;
    const marker = bytes[at + 1] as number;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (marker === startOfScan) return frame && { ...frame, exif, scanStart: end };
    if (readFrames.has(marker) && at + 9 <= bytes.length) {
      const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
      frame = { width, height, progressive: marker === 0xc2 };
    }
    const isExif = marker === application1 && bytes.toString('latin1', at + 4, at + 8) === 'Exif';
    if (isExif) exif ??= { start: at, end };
    at = end;
  }
  return undefined;
}

/** The JPEG with this EXIF orientation (1 to 8) and no other EXIF. */
export function withOrientation(jpeg: Buffer, head: JpegHead, orientation: number): Buffer {
  const segment = Buffer.from(
    `ffe1${'0022'}457869660000${'49492a0008000000'}${'0100'}${'120103000100000000000000'}${'00000000'}`,
    'hex',
  );
  segment.writeUInt16LE(orientation, segment.length - 8);
  const [start, end] = [head.exif?.start ?? 2, head.exif?.end ?? 2];
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2, start), jpeg.subarray(end)]);
}
