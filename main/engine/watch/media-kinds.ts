/**
 * Which files are taken for photos and videos: by the ending of the name alone, so that a walk
 * opens nothing. The list is wider than what the decoder reads: a picture in a format that we do
 * not read yet is counted and set aside with its reason instead of being passed over in silence.
 */
import type { MediaKind } from '../contract/library.ts';

const photoEndings = [
  'jpg jpeg jpe jfif jif png apng webp gif tif tiff avif avifs heic heics heif heifs hif',
  'bmp dib jxl jp2 j2k j2c jpc jpf jpx jpm psd psb xcf svg svgz ico cur tga icb vda vst dds',
  'pcx dcx ppm pgm pbm pnm pam pfm qoi sgi rgb rgba bw xbm xpm mpo jps hdr exr eps wmf emf ras sun',
  // Raw files of cameras.
  'cr2 cr3 crw nef nrw arw sr2 srf srw dng orf rw2 rwl raf pef ptx 3fr fff iiq mrw erf kdc dcr x3f',
].join(' ');

const videoEndings = [
  'mp4 m4v mov qt mkv webm avi divx mpg mpeg mpe m1v m2v mpv vob wmv asf 3gp 3g2 mts m2ts ts m2t',
  'ogv ogm flv f4v rm rmvb mxf dv mjpeg mjpg wtv lrv insv fli flc',
].join(' ');

const kinds: ReadonlyMap<string, MediaKind> = new Map<string, MediaKind>([
  ...photoEndings.split(' ').map((ending) => [ending, 'photo'] as const),
  ...videoEndings.split(' ').map((ending) => [ending, 'video'] as const),
]);

/** Endings that programmers also use (TypeScript): the first bytes decide, see `transport-stream.ts`. */
const ambiguousEndings: ReadonlySet<string> = new Set(['ts', 'mts']);

/** The kind of a file by its name (or path); undefined for what is no photo or video. */
export function mediaKindOf(name: string): MediaKind | undefined {
  return kinds.get(endingOf(name));
}

export function needsLookInside(name: string): boolean {
  return ambiguousEndings.has(endingOf(name));
}

/** Lower-case ending without its dot; empty for `README`, `.hidden` and `name.`. */
export function endingOf(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const dot = base.lastIndexOf('.');
  return dot <= 0 ? '' : base.slice(dot + 1).toLowerCase();
}

/**
 * From here on a video is known by samples of it at first (ingest/identify-file.ts). A smaller one is
 * read whole in about the time in which a slow disk reads the samples.
 */
export const largeVideoBytes = 64 * 1024 * 1024;
