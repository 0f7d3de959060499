/**
 * HEIC and its kin: the primary picture, put together from its tiles. Auxiliary pictures (depth, HDR
 * gain maps, transparency) and further pictures of a sequence are passed over. It is turned and
 * mirrored by `irot` and `imir` alone, as the standard has it; the EXIF's orientation repeats them.
 */
import {
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_TRC_UNSPECIFIED,
  type AVPixelFormat,
  FF_DECODER_H264,
  FF_DECODER_HEVC,
  type FFVideoDecoder,
} from 'node-av/constants';
import { avGetPixFmtFromName, avGetPixFmtName, type Frame } from 'node-av/lib';
import { WorkerError } from '../../../main/engine/workers/types.ts';
import { createPacker, layoutOf } from './frame-pixels.ts';
import { type HeifFile, type HeifItem, readHeif } from './heif-items.ts';
import {
  claimedSize,
  numberedColours,
  orientationOf,
  profileOf,
  propertyOf,
  type Size,
  windowOf,
} from './heif-properties.ts';
import { createTiff } from './memory-tiff.ts';
import { openStillDecoder, type StillDecoder } from './still-decoder.ts';

/** The picture's tiles, row by row; a picture of one piece is one tile. */
type Tiling = {
  readonly tiles: readonly HeifItem[];
  readonly columns: number;
  readonly rows: number;
  /** Undefined for a picture of one piece: its own frame says it. */
  readonly canvas: Size | undefined;
};

/** FFmpeg's decoder of an item's type, and the property that configures it. */
const codecs: Readonly<Record<string, readonly [FFVideoDecoder, string] | undefined>> = {
  hvc1: [FF_DECODER_HEVC, 'hvcC'],
  hev1: [FF_DECODER_HEVC, 'hvcC'],
  avc1: [FF_DECODER_H264, 'avcC'],
};

/**
 * What sharp reads: a TIFF, or the file's own JPEG; or the file itself, where it is AVIF under
 * another name. Throws WorkerError.
 */
export function openHeif(bytes: Buffer, maxPixels: number): Buffer {
  const file = openTables(bytes);
  const { primary } = file;
  if (primary.type === 'jpeg') return readItem(file, primary);
  const tiling = primary.type === 'grid' ? gridOf(file) : onePiece(primary);
  refuseHuge(tiling.canvas ?? claimedSize(primary), maxPixels);
  const { type } = tiling.tiles[0] as HeifItem;
  if (type === 'av01') return bytes;
  const codec = codecs[type];
  if (codec === undefined || tiling.tiles.some((tile) => tile.type !== type)) {
    throw new WorkerError('unsupported-format', `HEIF, ${type}`);
  }
  return assemble(primary, tiling, decodeTiles(file, tiling, codec, maxPixels));
}

function openTables(bytes: Buffer): HeifFile {
  try {
    const file = readHeif(bytes);
    if (file !== undefined) return file;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw damaged();
}

const damaged = () => new WorkerError('damaged-picture', '');

const onePiece = (primary: HeifItem): Tiling => ({
  tiles: [primary],
  columns: 1,
  rows: 1,
  canvas: undefined,
});

function gridOf(file: HeifFile): Tiling {
  const data = readItem(file, file.primary);
  if (data.length < 8) throw damaged();
  const long = ((data[1] as number) & 1) === 1 && data.length >= 12;
  const [rows, columns] = [(data[2] as number) + 1, (data[3] as number) + 1];
  const tiles = file.referred('dimg', file.primary);
  if (tiles.length !== rows * columns) throw damaged();
  const canvas = long
    ? { width: data.readUInt32BE(4), height: data.readUInt32BE(8) }
    : { width: data.readUInt16BE(4), height: data.readUInt16BE(6) };
  return { tiles, columns, rows, canvas };
}

function readItem(file: HeifFile, item: HeifItem): Buffer {
  const { data, missing } = file.read(item);
  if (missing > 0 || data.length === 0) throw damaged();
  return data;
}

function refuseHuge(size: Size | undefined, maxPixels: number): void {
  if (size === undefined) return;
  const { width, height } = size;
  if (width * height > maxPixels) throw new WorkerError('too-many-pixels', `${width} x ${height}`);
}

/** Each is valid until the next is asked for. */
function* decodeTiles(
  file: HeifFile,
  { tiles }: Tiling,
  [name, configurationType]: readonly [FFVideoDecoder, string],
  maxPixels: number,
): Generator<Frame> {
  let configuration: Buffer | undefined;
  let decoder: StillDecoder | undefined;
  try {
    for (const tile of tiles) {
      const own = propertyOf(tile, configurationType);
      if (own === undefined) throw damaged();
      if (decoder === undefined || configuration?.equals(own) !== true) {
        decoder?.close();
        decoder = openStillDecoder(name, { configuration: own, maxPixels });
        configuration = own;
      }
      const frame = decoder.decode(readItem(file, tile));
      applyColours(frame, numberedColours(file.primary) ?? numberedColours(tile));
      if (profileOf(file.primary) !== undefined) applyProfile(frame);
      yield frame;
    }
  } finally {
    decoder?.close();
  }
}

/** The same number in all three lists. */
const unspecified = 2;

/** What the container says counts more than what the codec's headers say. */
function applyColours(frame: Frame, colours: ReturnType<typeof numberedColours>): void {
  if (colours === undefined) return;
  const { primaries, transfer, matrix } = colours;
  // It may leave some of them to the codec.
  if (primaries !== unspecified) frame.colorPrimaries = primaries as Frame['colorPrimaries'];
  if (transfer !== unspecified) frame.colorTrc = transfer as Frame['colorTrc'];
  if (matrix !== unspecified) frame.colorSpace = matrix as Frame['colorSpace'];
  frame.colorRange = colours.fullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  // FFmpeg has older names for pixels of full range, which would go before that.
  const name = avGetPixFmtName(frame.format as AVPixelFormat) ?? '';
  if (name.startsWith('yuvj')) frame.format = avGetPixFmtFromName(name.replace('yuvj', 'yuv'));
}

/** An ICC profile counts more than numbers: sharp applies it. */
function applyProfile(frame: Frame): void {
  frame.colorPrimaries = AVCOL_PRI_UNSPECIFIED;
  frame.colorTrc = AVCOL_TRC_UNSPECIFIED;
}

function assemble(primary: HeifItem, tiling: Tiling, frames: Generator<Frame>): Buffer {
  let canvas: Canvas | undefined;
  let index = 0;
  try {
    for (const frame of frames) {
      canvas ??= openCanvas(primary, tiling, frame);
      canvas.place(frame, index++);
    }
    if (canvas === undefined) throw damaged();
    return canvas.bytes;
  } finally {
    canvas?.close();
  }
}

type Canvas = {
  /** A TIFF. */
  readonly bytes: Buffer;
  place(frame: Frame, index: number): void;
  close(): void;
};

function openCanvas(primary: HeifItem, tiling: Tiling, first: Frame): Canvas {
  const tile = { width: first.width, height: first.height };
  const shown = windowOf(primary, wholeOf(primary, tiling, tile));
  const layout = { ...layoutOf(first), channels: 3 } as const;
  const tiff = createTiff({
    ...layout,
    width: shown.width,
    height: shown.height,
    orientation: orientationOf(primary),
    colourProfile: profileOf(primary),
  });
  const pixelBytes = (layout.channels * layout.bits) / 8;
  const packer = createPacker(layout);
  return {
    bytes: tiff.bytes,
    place(frame, index) {
      if (frame.width !== tile.width || frame.height !== tile.height) throw damaged();
      const x = (index % tiling.columns) * tile.width - shown.left;
      const y = Math.floor(index / tiling.columns) * tile.height - shown.top;
      const from = Math.max(0, -x) * pixelBytes;
      const until = Math.min(tile.width, shown.width - x) * pixelBytes;
      packer.pack(frame, (data, stride) => {
        for (let row = Math.max(0, -y); row < Math.min(tile.height, shown.height - y); row++) {
          const target = (y + row) * tiff.rowBytes + Math.max(0, x) * pixelBytes;
          data.copy(tiff.pixels, target, row * stride + from, row * stride + until);
        }
      });
    },
    close: packer.close,
  };
}

/** Tiles fill the canvas, and none lies wholly outside: so that the work is as large as the picture. */
function wholeOf(primary: HeifItem, { canvas, columns, rows }: Tiling, tile: Size): Size {
  if (canvas === undefined) {
    const claimed = claimedSize(primary) ?? tile;
    return {
      width: Math.min(tile.width, claimed.width),
      height: Math.min(tile.height, claimed.height),
    };
  }
  const fills = (length: number, count: number, limit: number): boolean =>
    length * count >= limit && length * (count - 1) < limit;
  const { width, height } = canvas;
  if (!fills(tile.width, columns, width) || !fills(tile.height, rows, height)) throw damaged();
  return canvas;
}
