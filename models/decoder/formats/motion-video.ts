/**
 * The video inside a motion photo: an MP4 that Google's and Samsung's phones append to a JPEG, or put
 * into a HEIC's last box. Pure. What their XMP says of it is not asked: programs that edit a photo
 * leave that as it is, and take the video out or shift it.
 */
import { boxesIn } from './iso-boxes.ts';

/** Bytes of a file, from `start` up to `end`. */
export type Part = { readonly start: number; readonly end: number };

/** A phone's video has a dozen boxes side by side, and one beginning. */
const mostTries = 100;
const mostBoxes = 1000;

/** Undefined where there is none. */
export function findMotionVideo(file: Buffer): Part | undefined {
  // A HEIC itself begins with such a box.
  let at = file.indexOf('ftyp', 8, 'latin1');
  for (let tries = 0; at >= 0 && tries < mostTries; tries++) {
    const start = at - 4;
    const length = moviesLength(file.subarray(start));
    if (length !== undefined) return { start, end: start + length };
    at = file.indexOf('ftyp', at + 4, 'latin1');
  }
  return undefined;
}

/** Undefined where a movie and its data are not among the boxes. */
function moviesLength(bytes: Buffer): number | undefined {
  const types = new Set<string>();
  let length = 0;
  let count = 0;
  for (const { type, body } of boxesIn(bytes)) {
    // What a maker appends behind the video is no box of a known name.
    if (!/^[a-z]{4}$/.test(type) || ++count > mostBoxes) break;
    types.add(type);
    length = body.byteOffset - bytes.byteOffset + body.length;
  }
  return types.has('moov') && types.has('mdat') ? length : undefined;
}
