/**
 * RAW files by the JPEG that the camera put into them: the largest one. The RAW data itself is not
 * developed.
 */
import { WorkerError } from '../../../main/engine/workers/types.ts';
import { exifOfCr3, jpegsOfCr3 } from './cr3.ts';
import { type JpegHead, readJpegHead, withOrientation } from './jpeg-segments.ts';
import { readTiff, type TiffDirectory, type TiffFile, tags } from './tiff-directories.ts';

export type RawFormat = (typeof rawFormats)[number];
export const rawFormats = [
  ...([
    'cr2',
    'cr3',
    'crw',
    'nef',
    'arw',
    'dng',
    'orf',
    'rw2',
    'raf',
    'pef',
    'srw',
    'x3f',
  ] as const),
  /** By a maker whom we do not know. */
  'raw',
] as const;

/** Where a JPEG may lie. */
type Place = { readonly offset: number; readonly length: number };

/** The JPEG, with the RAW file's orientation. Throws WorkerError `no-preview`. */
export function openRaw(bytes: Buffer, format: RawFormat): Buffer {
  switch (format) {
    case 'raf':
      return largest(bytes, placeOfRaf(bytes)).jpeg;
    case 'crw':
    case 'x3f':
      return largest(bytes, jpegsAnywhere(bytes, [])).jpeg;
    case 'cr3':
      return upright(largest(bytes, jpegsOfCr3(bytes)), readTiff(exifOfCr3(bytes) ?? noBytes));
    default: {
      const tiff = readTiff(bytes);
      return upright(largestOfTiff(tiff), tiff);
    }
  }
}

const noBytes = Buffer.alloc(0);

/** What the RAW file says, where it says it, is the camera's word for the preview as well. */
function upright({ jpeg, head }: Preview, { directories }: TiffFile): Buffer {
  const [orientation = 0] = directories[0]?.numbers(tags.orientation) ?? [];
  return orientation < 1 || orientation > 8 ? jpeg : withOrientation(jpeg, head, orientation);
}

type Preview = { readonly jpeg: Buffer; readonly head: JpegHead };

function largest(bytes: Buffer, places: Iterable<Place>): Preview {
  const best = largestOf(bytes, places);
  if (best === undefined) throw new WorkerError('no-preview', '');
  return best;
}

function largestOf(bytes: Buffer, places: Iterable<Place>): Preview | undefined {
  let best: Preview | undefined;
  for (const { offset, length } of places) {
    const jpeg = bytes.subarray(offset, offset + length);
    const head = readJpegHead(jpeg);
    if (head !== undefined && (best === undefined || areaOf(head) > areaOf(best.head))) {
      best = { jpeg, head };
    }
  }
  return best;
}

const areaOf = ({ width, height }: JpegHead): number => width * height;

/** A preview that is named is taken before one that is found; but not a mere thumbnail. */
const thumbnailPixels = 640 * 480;

function largestOfTiff(tiff: TiffFile): Preview {
  const named = largestOf(tiff.bytes, tiff.directories.flatMap(jpegsOfDirectory));
  if (named !== undefined && areaOf(named.head) > thumbnailPixels) return named;
  const found = largestOf(tiff.bytes, jpegsAnywhere(tiff.bytes, sensorData(tiff)));
  const better = found !== undefined && areaOf(found.head) > (named ? areaOf(named.head) : 0);
  const best = better ? found : named;
  if (best === undefined) throw new WorkerError('no-preview', '');
  return best;
}

const panasonicJpeg = 0x2e;
const jpegCompressions: ReadonlySet<number | undefined> = new Set([6, 7]);

function jpegsOfDirectory(directory: TiffDirectory): Place[] {
  const found: Place[] = [];
  const add = (offset: number | undefined, length: number | undefined): void => {
    if (offset !== undefined && length !== undefined) found.push({ offset, length });
  };
  add(directory.numbers(tags.jpegOffset)[0], directory.numbers(tags.jpegLength)[0]);
  const strips = directory.numbers(tags.stripOffsets);
  if (strips.length === 1 && jpegCompressions.has(directory.numbers(tags.compression)[0])) {
    add(strips[0], directory.numbers(tags.stripByteCounts)[0]);
  }
  const panasonic = directory.place(panasonicJpeg);
  if (panasonic !== undefined) found.push(panasonic);
  return found;
}

/** Colour filter array, and what DNG calls "linear raw". */
const sensorPhotometrics: ReadonlySet<number | undefined> = new Set([32803, 34892]);

const isSensorData = (directory: TiffDirectory): boolean =>
  sensorPhotometrics.has(directory.numbers(tags.photometric)[0]);

/** Where it lies: lossy RAW data is JPEGs too, but of no picture that anybody would know. */
function sensorData({ directories }: TiffFile): Place[] {
  return directories.filter(isSensorData).flatMap((directory) =>
    (
      [
        [tags.stripOffsets, tags.stripByteCounts],
        [tags.tileOffsets, tags.tileByteCounts],
      ] as const
    ).flatMap(([offsets, lengths]) => {
      const counts = directory.numbers(lengths);
      return directory
        .numbers(offsets)
        .map((offset, index) => ({ offset, length: counts[index] ?? 0 }));
    }),
  );
}

const jpegStart = Buffer.from('ffd8ff', 'hex');
/** By chance those bytes stand in sensor data about once in 16 MB. */
const mostTries = 1000;

/** Every place where a JPEG may begin, outside of `except`: some makers hide theirs. */
function* jpegsAnywhere(bytes: Buffer, except: readonly Place[]): Generator<Place> {
  let at = bytes.indexOf(jpegStart);
  for (let tries = 0; at >= 0 && tries < mostTries; tries++) {
    const inside = except.find(({ offset, length }) => offset <= at && at < offset + length);
    if (inside === undefined) yield { offset: at, length: bytes.length - at };
    at = bytes.indexOf(jpegStart, inside ? inside.offset + inside.length : at + 3);
  }
}

function* placeOfRaf(bytes: Buffer): Generator<Place> {
  if (bytes.length >= 92) yield { offset: bytes.readUInt32BE(84), length: bytes.readUInt32BE(88) };
}

/** TIFF files of cameras: which kind of RAW it is; undefined for an ordinary TIFF. */
export function rawFormatOf(bytes: Buffer): RawFormat | undefined {
  const { directories } = readTiff(bytes);
  const [first] = directories;
  if (first === undefined) return undefined;
  if (first.place(tags.dngVersion) !== undefined) return 'dng';
  if (!directories.some(isSensorData)) return undefined;
  const make = first.text(tags.make).toLowerCase();
  return formatOfMaker.find(([name]) => make.includes(name))?.[1] ?? 'raw';
}

const formatOfMaker: readonly (readonly [string, RawFormat])[] = [
  ['nikon', 'nef'],
  ['sony', 'arw'],
  ['pentax', 'pef'],
  ['ricoh', 'pef'],
  ['samsung', 'srw'],
];
