/** What files say beside their pixels, in formats that sharp does not read. Pure. */
import type { PhotoFormat } from '../photo-sniff.ts';
import { exifOfCr3, xmpOfCr3 } from './cr3.ts';
import { readHeif } from './heif-items.ts';
import { boxesIn, findBox } from './iso-boxes.ts';
import { readPhotoshop } from './photoshop.ts';
import { asOrdinaryTiff } from './tiff-directories.ts';

export type BesidePixels = {
  /** A TIFF. */
  readonly exif?: Buffer | undefined;
  /** A packet. */
  readonly xmp?: Buffer | undefined;
  /** An ICC profile. */
  readonly profile?: Buffer | undefined;
  /** What the format has for transparency is not meant. */
  readonly opaque?: boolean;
};
type Reader = (bytes: Buffer) => BesidePixels;

const wholeFile: Reader = (bytes) => ({ exif: asOrdinaryTiff(bytes) });

/** Each throws a RangeError where the file ends too soon. */
const readers: Partial<Record<PhotoFormat, Reader>> = {
  // Its fourth channel is empty more often than it means transparency.
  bmp: () => ({ opaque: true }),
  tga: (bytes) => ({ opaque: (bytes.readUInt8(17) & 15) === 0 }),
  psd: readPhotoshop,
  jp2: readJpeg2000,
  jxl: (bytes) => ({ exif: bytes[0] === 0xff ? undefined : behindOffset(findBox(bytes, 'Exif')) }),
  heic: readHeic,
  cr3: (bytes) => ({ exif: exifOfCr3(bytes), xmp: xmpOfCr3(bytes) }),
  cr2: wholeFile,
  nef: wholeFile,
  arw: wholeFile,
  dng: wholeFile,
  orf: wholeFile,
  rw2: wholeFile,
  pef: wholeFile,
  srw: wholeFile,
  raw: wholeFile,
};

/** Nothing where the file says nothing, or is broken there. */
export function besidePixels(bytes: Buffer, format: PhotoFormat): BesidePixels {
  try {
    return readers[format]?.(bytes) ?? {};
  } catch (error) {
    if (error instanceof RangeError) return {};
    throw error;
  }
}

/** A number says where behind it the TIFF begins. */
function behindOffset(body: Buffer | undefined): Buffer | undefined {
  return body && body.length > 12 ? body.subarray(4 + body.readUInt32BE(0)) : undefined;
}

/** Of the item that describes the primary picture. */
function readHeic(bytes: Buffer): BesidePixels {
  const file = readHeif(bytes);
  const item = file?.referring('cdsc', file.primary).find(({ type }) => type === 'Exif');
  if (file === undefined || item === undefined) return {};
  const { data, missing } = file.read(item);
  return { exif: missing > 0 ? undefined : behindOffset(data) };
}

const exifUuid = Buffer.from('JpgTiffExif->JP2').toString('hex');
const xmpUuid = 'be7acfcb97a942e89c71999491e3afac';
const restrictedProfile = 2;

function readJpeg2000(bytes: Buffer): BesidePixels {
  // A bare codestream has no boxes.
  if (bytes[0] === 0xff) return {};
  const byUuid = new Map<string, Buffer>();
  for (const { type, body } of boxesIn(bytes)) {
    if (type === 'uuid') byUuid.set(body.toString('hex', 0, 16), body.subarray(16));
  }
  const colour = findBox(bytes, 'jp2h', 'colr');
  return {
    exif: byUuid.get(exifUuid),
    xmp: byUuid.get(xmpUuid),
    profile: colour?.[0] === restrictedProfile ? colour.subarray(3) : undefined,
  };
}
