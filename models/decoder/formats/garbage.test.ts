/** The readers of headers and tables, given garbage: they end, and with nothing but their answers. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeHeif, turned } from '../../../test/support/make-heif.ts';
import { makePhotoshop } from '../../../test/support/make-photoshop.ts';
import { makeStill } from '../../../test/support/make-still.ts';
import { quarterPixels } from '../../../test/support/quarters.ts';
import { fullBox, number } from '../../../test/support/write-boxes.ts';
import { animationMs } from '../photo-animation.ts';
import { readHeif } from './heif-items.ts';
import {
  claimedSize,
  numberedColours,
  orientationOf,
  profileOf,
  windowOf,
} from './heif-properties.ts';
import { shareOfHeif } from './heif-share.ts';
import { readJpegHead } from './jpeg-segments.ts';
import { findMotionVideo } from './motion-video.ts';
import { readPhotoshop } from './photoshop.ts';
import { sizeByHeader } from './picture-headers.ts';

const picture = { rgb: quarterPixels(64, 64), width: 64, height: 64 };
const heif = await makeHeif({
  tiles: [picture, picture, picture, picture],
  grid: { columns: 2, rows: 2, width: 120, height: 120 },
  properties: [turned(1)],
  exif: Buffer.alloc(40),
});
const seeds: readonly Buffer[] = [
  heif,
  makeStill(picture, { encoder: 'libjxl' }),
  makeStill(picture, { encoder: 'jpeg2000' }),
  makeStill(picture, { encoder: 'ppm' }),
  makePhotoshop({ planes: Array(3).fill(Buffer.alloc(64 * 64)), width: 64, height: 64 }),
];

/** A file of ours with some bytes changed near its beginning, and cut. */
const spoilt = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(fc.tuple(fc.nat(900), fc.nat(255)), { maxLength: 30 }),
    fc.nat(1200),
  )
  .map(([seed, changes, length]) => {
    const bytes = Buffer.from(seed.subarray(0, 100 + length));
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes;
  });

function answersOrRange(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

test('spoilt files', () => {
  fc.assert(
    fc.property(spoilt, (bytes) => {
      answersOrRange(() => {
        const file = readHeif(bytes);
        if (file === undefined) return;
        for (const item of file.items.values()) {
          const { data } = file.read(item);
          expect(data.length).toBeLessThanOrEqual(bytes.length);
          file.referred('dimg', item);
          file.referring('cdsc', item);
          const size = claimedSize(item) ?? { width: 64, height: 64 };
          const { left, top, width, height } = windowOf(item, size);
          expect(left >= 0 && top >= 0).toBe(true);
          expect(left + width <= size.width && top + height <= size.height).toBe(true);
          expect(orientationOf(item)).toBeLessThan(9);
          numberedColours(item);
          profileOf(item);
        }
        shareOfHeif(bytes);
      });
      for (const read of Object.values(sizeByHeader)) answersOrRange(() => read(bytes));
      answersOrRange(() => readPhotoshop(bytes));
      const frames = { width: 9, height: 9, delaysMs: undefined };
      for (const format of ['png', 'avif'] as const) animationMs(bytes, format, frames);
      readJpegHead(bytes);
      findMotionVideo(bytes);
    }),
    { seed: 6, numRuns: 4000 },
  );
});

/** A file of one picture and nothing else, whose pieces lie where the table says. */
function pictureAt(places: Buffer): Buffer {
  const primary = fullBox('pitm', {}, number(2, 1));
  const entry = fullBox('infe', { version: 2 }, number(2, 1, 0), Buffer.from('hvc1\0'));
  const items = fullBox('iinf', {}, number(2, 1), entry);
  return fullBox('meta', {}, primary, items, places);
}

test('a table of pieces that take no bytes', () => {
  const entries = Array.from({ length: 65_535 }, (_, id) => number(2, id + 1, 0, 65_535));
  const places = fullBox('iloc', {}, number(1, 0, 0), number(2, 65_535), Buffer.concat(entries));
  expect(() => readHeif(pictureAt(places))).toThrow(RangeError);
});

test('an item whose pieces are more than the whole file', () => {
  const whole = (pieces: number) =>
    pictureAt(
      fullBox(
        'iloc',
        {},
        number(1, 0x44, 0),
        number(2, 1, 1, 0, pieces),
        ...Array.from({ length: pieces }, () => number(4, 0, 0)),
      ),
    );
  const read = (file: Buffer) => {
    const heif = readHeif(file);
    return heif?.read(heif.primary).data.length;
  };
  // No length: to the end of the file.
  expect(read(whole(1))).toBe(whole(1).length);
  expect(() => read(whole(2))).toThrow(RangeError);
});
