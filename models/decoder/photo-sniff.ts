/** What a file's first bytes say it is. Endings are not believed. */
import type { FfmpegFormat } from './formats/ffmpeg-picture.ts';
import type { RawFormat } from './formats/raw-preview.ts';

/** What sharp reads by itself. */
export type SharpFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif';
export type PhotoFormat = SharpFormat | 'heic' | FfmpegFormat | RawFormat;
export type Sniffed =
  | { readonly kind: 'photo'; readonly format: PhotoFormat }
  /** A format that we know and do not read. */
  | { readonly kind: 'unsupported'; readonly name: string }
  | { readonly kind: 'unknown' };

/** How many first bytes `sniff` looks at. */
export const sniffBytes = 256;

/** Patterns of the first bytes in hexadecimal; `..` is any byte. */
const photoMagic: readonly (readonly [PhotoFormat, RegExp])[] = [
  ['jpeg', /^ffd8ff/],
  ['png', /^89504e470d0a1a0a/],
  ['gif', /^47494638(?:37|39)61/],
  ['webp', /^52494646.{8}57454250/],
  // Many a RAW file is a TIFF too; which one, its directories say (`formats/raw-preview.ts`).
  ['cr2', /^49492a00.{8}4352/],
  ['tiff', /^(?:49492[ab]00|4d4d002[ab])/],
  ['orf', /^(?:4949524f|49495253|4d4d4f52)/],
  ['rw2', /^49495500/],
  ['raf', /^46554a4946494c4d4343442d524157/],
  ['crw', /^49491a0000004845415043434452/],
  ['x3f', /^464f5662/],
  ['jxl', /^(?:ff0a|0000000c4a584c20)/],
  ['jp2', /^(?:ff4fff51|0000000c6a502020)/],
  ['psd', /^384250530001/],
  ['bmp', /^424d.{24}(?:0c|28|34|38|40|6c|7c)000000/],
  ['qoi', /^716f6966/],
  ['pnm', /^50(?:3[1-7])(?:09|0a|0d|20|23)/],
  ['pcx', /^0a0[0-5]010[1248]/],
  ['sgi', /^01da0[01]0[12]/],
  ['sun', /^59a66a95/],
];

/** TGA has no magic: its 18 bytes of header are plausible or not, when nothing else fits. */
const targaHeader =
  /^..(?:00(?:02|0a).{10}.{16}(?:0f|10|18|20)|00(?:03|0b).{10}.{16}08|01(?:01|09).{10}.{16}08)[0-3].$/;

const otherMagic: readonly (readonly [string, RegExp])[] = [
  ['OS/2 BMP', /^424d.{24}(?:10|f0)000000/],
  ['large PSD', /^384250530002/],
  ['ICO', /^0000(?:01|02)00(?!00)..00/],
  ['DDS', /^44445320/],
  ['Radiance HDR', /^233f(?:52414449414e4345|52474245)/],
  ['OpenEXR', /^762f3101/],
  ['PFM', /^50(?:66|46)(?:09|0a|0d|20|23)/],
  ['XBM', /^23646566696e6520(?:..)*?5f7769647468/],
  ['XPM', /^2f2a2058504d202a2f/],
  ['ICNS', /^69636e73/],
  ['FITS', /^53494d504c4520203d/],
  ['DICOM', /^.{256}4449434d/],
  ['Photo CD', /^5043445f4f5041/],
  ['WMF', /^d7cdc69a/],
  ['EMF', /^01000000.{72}20454d46/],
  ['GIMP', /^67696d7020786366/],
  ['FLIC', /^.{8}1[12]af/],
  ['EPS', /^(?:c5d0d3c6|25215053)/],
  ['PDF', /^255044462d/],
  ['SVG', /^(?:efbbbf)?(?:3c3f786d6c(?:..)*?)?3c737667/],
  ['Minolta RAW', /^004d524d/],
  ['Matroska video', /^1a45dfa3/],
  ['AVI video', /^52494646.{8}41564920/],
];

/** `head`: the first `sniffBytes` bytes of the file, or all of it where it is shorter. */
export function sniff(head: Uint8Array): Sniffed {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, sniffBytes));
  const hex = bytes.toString('hex');
  for (const [format, magic] of photoMagic) {
    if (magic.test(hex)) return { kind: 'photo', format };
  }
  if (/^.{8}66747970/.test(hex)) return sniffBrands(bytes);
  for (const [name, magic] of otherMagic) {
    if (magic.test(hex)) return { kind: 'unsupported', name };
  }
  if (targaHeader.test(hex.slice(0, 36))) return { kind: 'photo', format: 'tga' };
  return { kind: 'unknown' };
}

/** ISO base media: AVIF, HEIC, videos and more share one container and differ in their brands. */
function sniffBrands(head: Buffer): Sniffed {
  const text = head.toString('latin1');
  const end = Math.min(head.readUInt32BE(0), text.length);
  const brands = [text.slice(8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text.slice(at, at + 4));
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) {
    return { kind: 'photo', format: 'avif' };
  }
  if (brands.some((brand) => /^(?:hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand))) {
    return { kind: 'photo', format: 'heic' };
  }
  if (brands[0] === 'crx ') return { kind: 'photo', format: 'cr3' };
  return { kind: 'unsupported', name: `ISO media, ${brands[0]?.trim()}` };
}
