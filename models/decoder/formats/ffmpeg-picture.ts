/** Pictures in formats that FFmpeg reads in one go. */
import {
  AV_FRAME_DATA_ICC_PROFILE,
  FF_DECODER_BMP,
  FF_DECODER_JPEG2000,
  FF_DECODER_LIBJXL,
  FF_DECODER_PAM,
  FF_DECODER_PBM,
  FF_DECODER_PCX,
  FF_DECODER_PGM,
  FF_DECODER_PPM,
  FF_DECODER_PSD,
  FF_DECODER_QOI,
  FF_DECODER_SGI,
  FF_DECODER_SUNRAST,
  FF_DECODER_TARGA,
  type FFVideoDecoder,
} from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { messages } from '../../../main/engine/contract/messages/index.ts';
import { WorkerError } from '../../../main/engine/workers/types.ts';
import { createPacker, layoutOf } from './frame-pixels.ts';
import { boxesIn, findBox } from './iso-boxes.ts';
import { createTiff } from './memory-tiff.ts';
import { readPhotoshop } from './photoshop.ts';
import { type HeaderFormat, sizeByHeader } from './picture-headers.ts';
import { openStillDecoder } from './still-decoder.ts';

export type FfmpegFormat = HeaderFormat;

type Told = {
  /** A TIFF. */
  readonly exif?: Buffer | undefined;
  readonly profile?: Buffer | undefined;
  /** What the format has for transparency is not meant. */
  readonly opaque?: boolean;
};

const decoders: Readonly<Record<FfmpegFormat, FFVideoDecoder | null>> = {
  bmp: FF_DECODER_BMP,
  jp2: FF_DECODER_JPEG2000,
  jxl: FF_DECODER_LIBJXL,
  pcx: FF_DECODER_PCX,
  // One for each of its kinds, below.
  pnm: null,
  psd: FF_DECODER_PSD,
  qoi: FF_DECODER_QOI,
  sgi: FF_DECODER_SGI,
  sun: FF_DECODER_SUNRAST,
  tga: FF_DECODER_TARGA,
};
const portableMaps: Readonly<Record<string, FFVideoDecoder>> = {
  1: FF_DECODER_PBM,
  2: FF_DECODER_PGM,
  3: FF_DECODER_PPM,
  4: FF_DECODER_PBM,
  5: FF_DECODER_PGM,
  6: FF_DECODER_PPM,
  7: FF_DECODER_PAM,
};

/** What the file says beside its picture. A RangeError where it ends too soon. */
const tell: Partial<Record<FfmpegFormat, (bytes: Buffer) => Told>> = {
  // Its fourth channel is empty more often than it means transparency.
  bmp: () => ({ opaque: true }),
  jp2: tellJpeg2000,
  jxl: (bytes) => ({ exif: exifBox(bytes) }),
  psd: readPhotoshop,
  tga: (bytes) => ({ opaque: (bytes.readUInt8(17) & 15) === 0 }),
};

export type FfmpegPicture = { readonly tiff: Buffer; readonly exif: Buffer | undefined };

/** Throws WorkerError. */
export function openFfmpegPicture(
  bytes: Buffer,
  format: FfmpegFormat,
  maxPixels: number,
): FfmpegPicture {
  const size = orUndefined(() => sizeByHeader[format](bytes));
  if (size !== undefined && size.width * size.height > maxPixels) {
    throw new WorkerError('too-many-pixels', `${size.width} x ${size.height}`);
  }
  const told = orUndefined(() => tell[format]?.(bytes)) ?? {};
  const name = decoders[format] ?? portableMaps[String.fromCharCode(bytes[1] ?? 0)];
  if (name === undefined) throw new WorkerError('unsupported-format', format.toUpperCase());
  const decoder = openStillDecoder(name, { maxPixels });
  try {
    return { tiff: toTiff(decoder.decode(bytes), told), exif: told.exif };
  } catch (error) {
    if (!(error instanceof WorkerError) || error.code !== 'damaged-picture') throw error;
    const detail = messages.engine.damage.unusual(format.toUpperCase());
    throw new WorkerError('damaged-picture', detail, { cause: error });
  } finally {
    decoder.close();
  }
}

function toTiff(frame: Frame, { profile, opaque = false }: Told): Buffer {
  const { width, height } = frame;
  const { channels, bits } = layoutOf(frame);
  const layout = { channels: opaque ? 3 : channels, bits } as const;
  const inFrame = frame.getSideData(AV_FRAME_DATA_ICC_PROFILE);
  const colourProfile = profile ?? (inFrame ? Buffer.from(inFrame) : undefined);
  const tiff = createTiff({ ...layout, width, height, orientation: 1, colourProfile });
  const packer = createPacker(layout);
  try {
    packer.pack(frame, (data, stride) => {
      for (let row = 0; row < height; row++) {
        const start = row * stride;
        data.copy(tiff.pixels, row * tiff.rowBytes, start, start + tiff.rowBytes);
      }
    });
    return tiff.bytes;
  } finally {
    packer.close();
  }
}

/** A header that ends too soon tells nothing; the decoder says what is wrong. */
function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The TIFF behind a number that says where in the box it begins. */
function exifBox(bytes: Buffer): Buffer | undefined {
  if (bytes[0] === 0xff) return undefined;
  const body = findBox(bytes, 'Exif');
  return body?.subarray(4 + body.readUInt32BE(0));
}

const exifUuid = Buffer.from('JpgTiffExif->JP2');
const restrictedProfile = 2;

function tellJpeg2000(bytes: Buffer): Told {
  if (bytes[0] === 0xff) return {};
  let exif: Buffer | undefined;
  for (const { type, body } of boxesIn(bytes)) {
    if (type === 'uuid' && body.subarray(0, 16).equals(exifUuid)) exif = body.subarray(16);
  }
  const colour = findBox(bytes, 'jp2h', 'colr');
  const hasProfile = colour !== undefined && colour[0] === restrictedProfile;
  return { exif, profile: hasProfile ? colour.subarray(3) : undefined };
}
