/**
 * What a photo says of itself, in the order in which its blocks are believed. The formats' ways of
 * keeping them are exifreader's. Nothing here fails a photo.
 */
import ExifReader from 'exifreader';
import {
  exposureAmong,
  type FileSays,
  type Said,
  saysNothing,
} from '../../../main/engine/contract/file-says.ts';
import { type ExifSays, readExif, type Tags } from './exif.ts';
import { type IptcSays, readIptc } from './iptc.ts';
import { tagsOf } from './tags.ts';
import { believe, readTime } from './time.ts';
import { readPacket } from './xmp-packet.ts';
import { readXmp, type XmpSays } from './xmp-says.ts';

type Blocks = {
  readonly exif: ExifSays;
  readonly iptc: IptcSays;
  /** The packet, and the part of it that a JPEG may keep apart. */
  readonly xmp: readonly XmpSays[];
  /** PNG's own. */
  readonly creationTime: string;
};

/** Blocks that a decoder has found: of formats that exifreader does not know, or compressed ones. */
export type FoundBlocks = {
  readonly exif?: Uint8Array | undefined;
  readonly xmp?: Uint8Array | undefined;
};

/** `bytes`: the whole file. */
export function readPhotoSays(bytes: Uint8Array, { exif, xmp }: FoundBlocks = {}): FileSays {
  const blocks = readBlocks(bytes) ?? (exif && readBlocks(tiffOfExif(exif))) ?? noBlocks;
  if (blocks.xmp.length > 0 || xmp === undefined) return combine(blocks);
  return combine({ ...blocks, xmp: readSoundPacket(new TextDecoder().decode(xmp)) });
}

function readBlocks(bytes: Uint8Array): Blocks | undefined {
  const packets: string[] = [];
  // XMP is read by our own reader, which sidecars need as well: exifreader hands the text over.
  const domParser = {
    parseFromString(text: string): never {
      packets.push(text);
      throw new Error('read elsewhere');
    },
  };
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const tags = ExifReader.loadView(view, { expanded: true, domParser });
    if (tags.exif === undefined && tags.iptc === undefined && packets.length === 0) {
      return tags.pngText && { ...noBlocks, creationTime: creationTimeOf(tags.pngText as Tags) };
    }
    return {
      exif: readExif((tags.exif ?? {}) as Tags),
      iptc: readIptc((tags.iptc ?? {}) as Tags),
      // A third text would be the two together.
      xmp: packets.slice(0, 2).flatMap(readSoundPacket),
      creationTime: creationTimeOf((tags.pngText ?? {}) as Tags),
    };
  } catch {
    return undefined;
  }
}

const noBlocks: Blocks = { exif: readExif({}), iptc: readIptc({}), xmp: [], creationTime: '' };

function creationTimeOf(tags: Tags): string {
  const text = tags['Creation Time']?.description;
  return typeof text === 'string' ? text : '';
}

/** An EXIF block is a TIFF file behind an optional prefix. */
function tiffOfExif(exif: Uint8Array): Uint8Array {
  const prefixed = Buffer.from(exif.subarray(0, 6)).toString('latin1') === 'Exif\0\0';
  return prefixed ? exif.subarray(6) : exif;
}

function readSoundPacket(text: string): XmpSays[] {
  try {
    return [readXmp(readPacket(text))];
  } catch {
    return [];
  }
}

/** Pure. The camera's own block first; of words those that programs write last, which is XMP. */
function combine({ exif, iptc, xmp, creationTime }: Blocks): FileSays {
  const any = <Key extends keyof XmpSays>(key: Key) =>
    xmp.map((each) => each[key]).find((value) => value !== null) ?? null;
  const time = (key: keyof XmpSays['times']) => xmp.map(({ times }) => times[key]);
  const capturedAt = believe(
    [
      exif.times.original,
      ...time('original'),
      ...time('created'),
      iptc.created,
      exif.times.digitized,
      ...time('digitized'),
      iptc.digitized,
      readTime(creationTime),
      exif.times.changed,
    ],
    exif.satellites,
  );
  const isPlaced = exif.latitude !== null;
  return {
    ...saysNothing,
    capturedAt,
    camera: exif.camera ?? any('camera'),
    lens: exif.lens ?? any('lens') ?? exif.specifiedLens,
    latitude: isPlaced ? exif.latitude : any('latitude'),
    longitude: isPlaced ? exif.longitude : any('longitude'),
    exposure: exposureAmong([exif.exposure, ...xmp.map(({ exposure }) => exposure)]),
    title: any('title') ?? iptc.title ?? exif.title,
    said: saidOf({ exif, iptc, xmp }, any('rating'), any('caption')),
  };
}

function saidOf(
  { exif, iptc, xmp }: Omit<Blocks, 'creationTime'>,
  rating: number | null,
  caption: string | null,
): Said {
  const keywords = xmp.flatMap((each) => (each.keywords === null ? [] : [each.keywords]));
  const tags = tagsOf({
    words: [...keywords.flatMap(({ words }) => words), ...iptc.keywords, ...exif.keywords],
    paths: keywords.flatMap(({ paths }) => paths),
  });
  return {
    rating: rating ?? exif.rating,
    favourite: xmp.find(({ favourite }) => favourite !== null)?.favourite ?? null,
    caption: caption || iptc.caption || exif.caption || caption,
    tags: tags.length === 0 && keywords.length === 0 ? null : tags,
    albums: xmp.find(({ albums }) => albums !== null)?.albums?.slice() ?? null,
  };
}
