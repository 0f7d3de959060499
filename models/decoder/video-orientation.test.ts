import { describe, expect, test } from 'vitest';
import {
  displaySize,
  fitWithin,
  type Orientation,
  orient,
  readDisplayMatrix,
  upright,
} from './video-orientation.ts';

/** The four numbers that matter, in 16.16 fixed point. */
function matrix(a: number, b: number, c: number, d: number): Buffer {
  const bytes = Buffer.alloc(36);
  [a, b, 0, c, d, 0, 0, 0, 1 << 14].forEach((value, index) => {
    bytes.writeInt32LE(value * 65536, index * 4);
  });
  return bytes;
}

/** Pixels named by letters, as RGB triples of their codes. */
const picture = (letters: string): Uint8Array =>
  Uint8Array.from([...letters].flatMap((letter) => Array(3).fill(letter.charCodeAt(0))));
const letters = (rgb: Uint8Array): string =>
  String.fromCharCode(...rgb.filter((_, index) => index % 3 === 0));

describe('the display matrix', () => {
  const cases: readonly (readonly [string, Buffer | null, Orientation, string])[] = [
    ['none', null, upright, 'abcdef'],
    ['identity', matrix(1, 0, 0, 1), upright, 'abcdef'],
    // abc / def turned clockwise reads da / eb / fc.
    ['90 clockwise', matrix(0, 1, -1, 0), { mirror: false, quarterTurns: 1 }, 'daebfc'],
    ['180', matrix(-1, 0, 0, -1), { mirror: false, quarterTurns: 2 }, 'fedcba'],
    ['270 clockwise', matrix(0, -1, 1, 0), { mirror: false, quarterTurns: 3 }, 'cfbead'],
    ['mirrored', matrix(-1, 0, 0, 1), { mirror: true, quarterTurns: 0 }, 'cbafed'],
    ['upside down', matrix(1, 0, 0, -1), { mirror: true, quarterTurns: 2 }, 'defabc'],
    ['all zero', matrix(0, 0, 0, 0), upright, 'abcdef'],
  ];
  test.each(cases)('%s', (_name, bytes, orientation, shown) => {
    const read = readDisplayMatrix(bytes);
    expect(read).toEqual(orientation);
    expect(letters(orient(picture('abcdef'), { width: 3, height: 2 }, read))).toBe(shown);
  });
});

test('the sample aspect ratio enlarges a side and shrinks none', () => {
  const size = { width: 720, height: 576 };
  expect(displaySize(size, { num: 16, den: 15 }, upright)).toEqual({ width: 768, height: 576 });
  expect(displaySize(size, { num: 1, den: 2 }, upright)).toEqual({ width: 720, height: 1152 });
  expect(displaySize(size, { num: 0, den: 1 }, upright)).toEqual(size);
  expect(displaySize(size, { num: 1, den: 1 }, { mirror: false, quarterTurns: 3 })).toEqual({
    width: 576,
    height: 720,
  });
});

test('fits within a box without enlarging', () => {
  const box = { width: 480, height: 320 };
  expect(fitWithin({ width: 1920, height: 1080 }, box)).toEqual({ width: 480, height: 270 });
  expect(fitWithin({ width: 1080, height: 1920 }, box)).toEqual({ width: 180, height: 320 });
  expect(fitWithin({ width: 100, height: 50 }, box)).toEqual({ width: 100, height: 50 });
});
