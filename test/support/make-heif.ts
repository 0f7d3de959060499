/** HEIC and AVIF files drawn by tests: pictures by x265 or SVT-AV1, boxed as phones box them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findBox } from '../../models/decoder/formats/iso-boxes.ts';
import { makeClip } from './make-clip.ts';
import { box, fullBox, number } from './write-boxes.ts';

/** RGB, 8 bits, row by row. */
export type Picture = { readonly rgb: Uint8Array; readonly width: number; readonly height: number };

export type HeifPlan = {
  /** Row by row; all of one even size, at least 16 pixels. */
  readonly tiles: readonly Picture[];
  /** With it the picture is a grid, else it is its first tile. */
  readonly grid?: { columns: number; rows: number; width: number; height: number };
  /** Default `hevc`. */
  readonly codec?: keyof typeof codecs;
  /** FFmpeg's name; default `yuv420p`. */
  readonly pixelFormat?: string;
  /** Of x265, e.g. `range=full`. */
  readonly encoderOptions?: string;
  /** Boxes that describe the picture: `irot`, `imir`, `colr`, `clap`. */
  readonly properties?: readonly Buffer[];
  /** A TIFF. */
  readonly exif?: Buffer;
  /** A depth map that belongs to the picture, or another auxiliary one: of the tiles' size. */
  readonly auxiliary?: Picture;
  /** Further pictures, as of a burst. */
  readonly further?: readonly Picture[];
  /** What follows the file, e.g. a motion photo's video. */
  readonly after?: Buffer;
};

export const turned = (quartersAnticlockwise: number): Buffer =>
  box('irot', number(1, quartersAnticlockwise));
/** 0 exchanges top and bottom, 1 left and right. */
export const mirrored = (axis: 0 | 1): Buffer => box('imir', number(1, axis));
export const numberedColours = (
  primaries: number,
  transfer: number,
  matrix: number,
  full: boolean,
): Buffer =>
  box(
    'colr',
    Buffer.from('nclx'),
    number(2, primaries, transfer, matrix),
    number(1, full ? 128 : 0),
  );
export const colourProfile = (profile: Uint8Array): Buffer =>
  box('colr', Buffer.from('prof'), profile);
/** A window of that size, so far to the right of and below the middle, in halves of a pixel. */
export const cut = (width: number, height: number, rightHalves = 0, downHalves = 0): Buffer =>
  box('clap', number(4, width, 1, height, 1, rightHalves, 2, downHalves, 2));

const codecs = {
  hevc: { encoder: 'libx265', item: 'hvc1', configuration: 'hvcC', brand: 'heic' },
  av1: { encoder: 'libsvtav1', item: 'av01', configuration: 'av1C', brand: 'avif' },
} as const;

type Item = {
  readonly type: string;
  readonly data: Buffer;
  readonly properties: readonly Buffer[];
  readonly inItemData?: boolean;
  readonly mime?: string;
};
type Reference = { readonly type: string; readonly from: number; readonly to: readonly number[] };

export async function makeHeif(plan: HeifPlan): Promise<Buffer> {
  const { tiles, grid, properties = [], exif, auxiliary, further = [] } = plan;
  const pictures = [...tiles, ...(auxiliary ? [auxiliary] : []), ...further];
  const codec = codecs[plan.codec ?? 'hevc'];
  const { configuration, samples } = await encodePictures(pictures, plan, codec);
  const sizeBox = (width: number, height: number) => fullBox('ispe', {}, number(4, width, height));
  const items: Item[] = pictures.map(({ width, height }, index) => ({
    type: codec.item,
    data: samples[index] as Buffer,
    properties: [
      configuration,
      sizeBox(width, height),
      ...(grid === undefined && index === 0 ? properties : []),
    ],
  }));
  const references: Reference[] = [];
  let primary = 1;
  if (grid !== undefined) {
    const { columns, rows, width, height } = grid;
    const data = Buffer.concat([number(1, 0, 0, rows - 1, columns - 1), number(2, width, height)]);
    const own = [sizeBox(width, height), ...properties];
    items.push({ type: 'grid', data, properties: own, inItemData: true });
    primary = items.length;
    references.push({ type: 'dimg', from: primary, to: tiles.map((_, index) => index + 1) });
  }
  if (auxiliary !== undefined) {
    references.push({ type: 'auxl', from: tiles.length + 1, to: [primary] });
  }
  if (exif !== undefined) {
    items.push({ type: 'Exif', data: Buffer.concat([number(4, 0), exif]), properties: [] });
    references.push({ type: 'cdsc', from: items.length, to: [primary] });
  }
  const file = writeHeif(items, references, primary, codec.brand);
  return Buffer.concat([file, plan.after ?? Buffer.alloc(0)]);
}

/** The file, of items numbered from 1. */
function writeHeif(
  items: readonly Item[],
  references: readonly Reference[],
  primary: number,
  brand: string,
): Buffer {
  const start = box('ftyp', Buffer.from(brand), number(4, 0), Buffer.from(`mif1${brand}`));
  const table = (mediaStart: number) => writeMeta(items, references, primary, mediaStart);
  // The table's length does not depend on the offsets in it.
  const mediaStart = start.length + table(0).length + 8;
  const media = items.filter(({ inItemData }) => !inItemData).map(({ data }) => data);
  return Buffer.concat([start, table(mediaStart), box('mdat', ...media)]);
}

function writeMeta(
  items: readonly Item[],
  references: readonly Reference[],
  primary: number,
  mediaStart: number,
): Buffer {
  const itemData = items.filter(({ inItemData }) => inItemData).map(({ data }) => data);
  const properties = items.flatMap((item) => item.properties);
  let [inMedia, inItemData, property] = [mediaStart, 0, 0];
  const places = items.map((item, index) => {
    const offset = item.inItemData ? inItemData : inMedia;
    if (item.inItemData) inItemData += item.data.length;
    else inMedia += item.data.length;
    return Buffer.concat([
      number(2, index + 1, item.inItemData ? 1 : 0, 0, 1),
      number(4, offset, item.data.length),
    ]);
  });
  const associations = items.flatMap((item, index) => {
    const own = item.properties.map(() => ++property);
    return own.length === 0 ? [] : [number(2, index + 1), number(1, own.length), number(2, ...own)];
  });
  const described = items.filter((item) => item.properties.length > 0).length;
  return fullBox(
    'meta',
    {},
    fullBox('hdlr', {}, number(4, 0), Buffer.from('pict'), Buffer.alloc(13)),
    fullBox('pitm', {}, number(2, primary)),
    fullBox(
      'iinf',
      {},
      number(2, items.length),
      ...items.map(({ type, mime }, index) =>
        fullBox(
          'infe',
          { version: 2 },
          number(2, index + 1, 0),
          Buffer.from(`${type}\0${mime === undefined ? '' : `${mime}\0`}`),
        ),
      ),
    ),
    fullBox('iloc', { version: 1 }, number(1, 0x44, 0), number(2, items.length), ...places),
    box(
      'iprp',
      box('ipco', ...properties),
      fullBox('ipma', { flags: 1 }, number(4, described), ...associations),
    ),
    fullBox(
      'iref',
      {},
      ...references.map(({ type, from, to }) => box(type, number(2, from, to.length, ...to))),
    ),
    box('idat', ...itemData),
  );
}

/** Each picture as a keyframe of its own, with the box that configures their decoder. */
async function encodePictures(
  pictures: readonly Picture[],
  { pixelFormat, encoderOptions }: HeifPlan,
  { encoder, configuration }: (typeof codecs)[keyof typeof codecs],
): Promise<{ configuration: Buffer; samples: Buffer[] }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'afterimage-heif-'));
  try {
    const clip = path.join(folder, 'clip.mp4');
    await makeClip(
      clip,
      pictures.map((picture) => ({ ...picture, durationMs: 40 })),
      {
        codec: encoder,
        gopFrames: 1,
        ...(pixelFormat === undefined ? {} : { pixelFormat }),
        codecOptions:
          encoder === 'libx265'
            ? {
                preset: 'ultrafast',
                crf: '4',
                'x265-params': ['log-level=none', encoderOptions].filter(Boolean).join(':'),
              }
            : { preset: '10', crf: '10' },
      },
    );
    return takeSamples(await readFile(clip), configuration);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function takeSamples(clip: Buffer, type: string): { configuration: Buffer; samples: Buffer[] } {
  const table = findBox(clip, 'moov', 'trak', 'mdia', 'minf', 'stbl') as Buffer;
  const entry = (findBox(table, 'stsd') as Buffer).subarray(8 + 8 + 78);
  const sizes = findBox(table, 'stsz') as Buffer;
  const media = findBox(clip, 'mdat') as Buffer;
  const count = sizes.readUInt32BE(8);
  let at = 0;
  const samples = Array.from({ length: count }, (_, index) => {
    const size = sizes.readUInt32BE(4) || sizes.readUInt32BE(12 + index * 4);
    at += size;
    return media.subarray(at - size, at);
  });
  return { configuration: box(type, findBox(entry, type) as Buffer), samples };
}
