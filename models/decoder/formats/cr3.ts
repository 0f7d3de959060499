/** Canon's CR3: an ISO base media file with JPEGs and four pieces of EXIF in it. Pure. */
import { boxesIn, findBox } from './iso-boxes.ts';
import { joinExif } from './join-exif.ts';

const canonBox = '85c0b687820f11e08111f4ce462b6a48';
const xmpBox = 'be7acfcb97a942e89c71999491e3afac';
const previewBox = 'eaf42b5e1c984b88b9fbb7dc406e4d16';

type Place = { readonly offset: number; readonly length: number };

/** The first sample of each track, of which one is the whole picture, and the preview. */
export function* jpegsOfCr3(bytes: Buffer): Generator<Place> {
  for (const { type, body } of boxesIn(findBox(bytes, 'moov') ?? Buffer.alloc(0))) {
    if (type !== 'trak') continue;
    const table = findBox(body, 'mdia', 'minf', 'stbl') ?? Buffer.alloc(0);
    const [sizes, short, long] = ['stsz', 'stco', 'co64'].map((name) => findBox(table, name));
    const offset = long ? readLong(long, 8) : short && readNumber(short, 8);
    // One size for all samples, or else a list of them.
    const length = sizes && (readNumber(sizes, 4) || readNumber(sizes, 12));
    if (offset !== undefined && length !== undefined) yield { offset, length };
  }
  const preview = uuidBox(bytes, previewBox);
  const found = preview && findBox(preview.subarray(8), 'PRVW');
  if (found !== undefined && found.length > 16) {
    yield { offset: found.byteOffset - bytes.byteOffset + 16, length: found.length - 16 };
  }
}

/** EXIF as a camera writes it into a JPEG: one TIFF; undefined where there is none. */
export function exifOfCr3(bytes: Buffer): Buffer | undefined {
  const canon = uuidBox(findBox(bytes, 'moov') ?? Buffer.alloc(0), canonBox);
  if (canon === undefined) return undefined;
  const [main, exif, , place] = ['CMT1', 'CMT2', 'CMT3', 'CMT4'].map((name) =>
    findBox(canon, name),
  );
  return main && joinExif(main, { exif, place });
}

export const xmpOfCr3 = (bytes: Buffer): Buffer | undefined => uuidBox(bytes, xmpBox);

function uuidBox(bytes: Buffer, uuid: string): Buffer | undefined {
  for (const { type, body } of boxesIn(bytes)) {
    if (type === 'uuid' && body.toString('hex', 0, 16) === uuid) return body.subarray(16);
  }
  return undefined;
}

const readNumber = (bytes: Buffer, at: number): number | undefined =>
  at + 4 <= bytes.length ? bytes.readUInt32BE(at) : undefined;

const readLong = (bytes: Buffer, at: number): number | undefined =>
  at + 8 <= bytes.length ? Number(bytes.readBigUInt64BE(at)) : undefined;
