import { describe, expect, test } from 'vitest';
import {
  columnsOf,
  type MadeMoment,
  shape,
  vectorsOf,
} from '../../../../test/support/made-moments.ts';
import { noTime } from '../../contract/ranking-columns.ts';
import { codeLayout } from '../kernel/code-layout.ts';
import { createMomentIndex } from '../moments/moment-index.ts';
import { type ExampleMoments, nearDuplicates } from './near-duplicates.ts';

const layout = codeLayout(64, [{ bits: 64, weight: 1 }]);
const code = [1, 2, 3, 4, 5, 6, 7, 8];

/** What a moment shows: a direction, and a picture. */
const looks = {
  a: { vector: [3, 0, 0, 0], picture: 1 },
  b: { vector: [0, 3, 0, 0], picture: 2 },
  c: { vector: [0, 0, 3, 0], picture: 3 },
  /** The vector of `a`, another picture. */
  d: { vector: [3, 1, 0, 0], picture: 4 },
  /** The vector of `a`, and its picture with a good part of another one. */
  f: { vector: [3, 0, 0, 0], picture: 1.5 },
  /** The picture of `a`, another vector. */
  e: { vector: [1, 0, 0, 3], picture: 1 },
} as const;
type Look = keyof typeof looks;
const lookOf = (letter: string): (typeof looks)[Look] => looks[letter as Look];

/** Unlike another one wherever it is cropped. */
function lumaOf(picture: number): Uint8Array {
  const drawn = (of: number, place: number) =>
    Math.sin(of * (place % 16) * 0.5 + of * of * Math.floor(place / 16) * 0.3);
  const clouded = picture % 1 === 0 ? 0 : 1.6;
  const whole = Math.floor(picture);
  return Uint8Array.from(
    { length: 256 },
    (_, place) => 128 + 45 * (drawn(whole, place) + clouded * drawn(whole + 2, place)),
  );
}

/** One item a word: a photo of one letter with a dot, a video of its moments. */
function nearTo(
  example: string,
  items: readonly string[],
  { ofExample = true, ofOthers = true } = {},
): string[] {
  const moments = items.flatMap((item, number) =>
    [...item.replace('.', '')].map(
      (letter, index): MadeMoment => ({
        momentId: number * 10 + index + 1,
        itemId: number + 1,
        code,
        vector: lookOf(letter).vector,
        timeMs: item.endsWith('.') ? noTime : index * 1_000,
        dateMs: 0,
      }),
    ),
  );
  const letters = new Map(
    items.flatMap((item, number) =>
      [...item].map((letter, index) => [number * 10 + index + 1, letter] as const),
    ),
  );
  const index = createMomentIndex(shape);
  index.change(columnsOf(moments), []);
  const shown: ExampleMoments = {
    kind: example.endsWith('.') ? 'photo' : 'video',
    moments: [...example.replace('.', '')].map((letter) => ({
      embedding: unit(lookOf(letter).vector),
      code: Uint8Array.from(code),
      luma: ofExample ? lumaOf(lookOf(letter).picture) : undefined,
    })),
  };
  const near = nearDuplicates(index.view(), shown, {
    vectors: vectorsOf(moments),
    lumas: (ids) =>
      ids.map((id) => (ofOthers ? lumaOf(lookOf(letters.get(id) ?? '').picture) : undefined)),
    layoutOf: () => layout,
  });
  index.close();
  return items.filter((_, number) => near.has(number + 1));
}

function unit(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => value / length);
}

describe('a photo', () => {
  test('is near where both vector and brightness say so', () => {
    expect(nearTo('a.', ['a.', 'b.', 'd.', 'e.'])).toEqual(['a.']);
  });
  test('is no near duplicate of a video that shows it', () => {
    expect(nearTo('a.', ['a', 'abc'])).toEqual([]);
  });
  test('without a luma grid has none', () => {
    expect(nearTo('a.', ['a.'], { ofExample: false })).toEqual([]);
    expect(nearTo('a.', ['a.'], { ofOthers: false })).toEqual([]);
    expect(nearTo('ab', ['ab'], { ofOthers: false })).toEqual([]);
  });
});

describe('a video', () => {
  test('is near to one that has most of its moments, in order', () => {
    expect(nearTo('abc', ['abc', 'abac', 'ab', 'cba', 'bad', 'a.'])).toEqual(['abc', 'abac', 'ab']);
  });
  test('of a single moment must be as like as photos are', () => {
    // Little clouded: enough for one of several moments, not for the only one.
    expect(nearTo('aab', ['ffb'])).toEqual(['ffb']);
    expect(nearTo('a', ['f', 'a'])).toEqual(['a']);
  });
  test('is not told by its first moment', () => {
    expect(nearTo('abcbc', ['adddd', 'bcbc'])).toEqual(['bcbc']);
  });
});
