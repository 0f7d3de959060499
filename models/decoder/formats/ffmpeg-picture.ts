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
import type { BesidePixels } from './beside-pixels.ts';
import { createPacker, layoutOf } from './frame-pixels.ts';
import { createTiff } from './memory-tiff.ts';
import { type HeaderFormat, sizeByHeader } from './picture-headers.ts';
import { openStillDecoder } from './still-decoder.ts';

export type FfmpegFormat = HeaderFormat;

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

/** As a TIFF. Throws WorkerError. */
export function openFfmpegPicture(
  bytes: Buffer,
  format: FfmpegFormat,
  maxPixels: number,
  beside: BesidePixels,
): Buffer {
  refuseHuge(bytes, format, maxPixels);
  const name = decoders[format] ?? portableMaps[String.fromCharCode(bytes[1] ?? 0)];
  if (name === undefined) throw new WorkerError('unsupported-format', format.toUpperCase());
  const decoder = openStillDecoder(name, { maxPixels });
  try {
    return toTiff(decoder.decode(bytes), beside);
  } catch (error) {
    if (!(error instanceof WorkerError) || error.code !== 'damaged-picture') throw error;
    const detail = messages.engine.damage.unusual(format.toUpperCase());
    throw new WorkerError('damaged-picture', detail, { cause: error });
  } finally {
    decoder.close();
  }
}

function toTiff(frame: Frame, { profile, opaque = false }: BesidePixels): Buffer {
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

function refuseHuge(bytes: Buffer, format: FfmpegFormat, maxPixels: number): void {
  try {
    const { width, height } = sizeByHeader[format](bytes) ?? { width: 0, height: 0 };
    if (width * height <= maxPixels) return;
    throw new WorkerError('too-many-pixels', `${width} x ${height}`);
  } catch (error) {
    // A header that ends too soon tells nothing; the decoder says what is wrong.
    if (!(error instanceof RangeError)) throw error;
  }
}
