import { describe, expect, test } from 'vitest';
import { type Kernel, resizeRgb } from './resample.ts';

/** A grey row as RGB. */
function greyRow(...values: readonly number[]) {
  const data = Uint8Array.from(values.flatMap((value) => [value, value, value]));
  return { width: values.length, height: 1, data };
}

function reds(data: Uint8Array): number[] {
  return Array.from(data).filter((_, index) => index % 3 === 0);
}

describe('resizeRgb', () => {
  /** Made with Pillow 13: Image.new/putdata, then `resize((n, 1), filter)`. */
  const known: [string, Kernel, number[], number, number[]][] = [
    ['enlarged, cubic', 'cubic', [0, 50, 255, 10, 10], 8, [0, 9, 59, 219, 203, 19, 0, 10]],
    ['shrunk, cubic', 'cubic', [0, 50, 255, 10, 10, 90, 200, 31, 7, 99, 120], 4, [86, 72, 91, 74]],
    ['enlarged, linear', 'linear', [0, 50, 255, 10, 10], 8, [0, 22, 63, 191, 178, 25, 10, 10]],
    ['shrunk, linear', 'linear', [0, 50, 255, 10, 10, 90, 200], 3, [76, 75, 112]],
    [
      'shrunk, lanczos',
      'lanczos3',
      [0, 50, 255, 10, 10, 90, 200, 31, 7, 99, 120],
      4,
      [85, 81, 85, 72],
    ],
    ['shrunk, box', 'nearest', [0, 50, 255, 10, 10, 90, 200, 31], 4, [25, 133, 50, 116]],
  ];
  test.each(known)('%s', (_, kernel, source, width, expected) => {
    expect(reds(resizeRgb(greyRow(...source), width, 1, kernel))).toEqual(expected);
  });

  test('columns are resized as rows are, and colours do not mix', () => {
    const row = { width: 3, height: 1, data: Uint8Array.from([255, 0, 9, 10, 200, 9, 90, 30, 9]) };
    const column = { ...row, width: 1, height: 3 };
    const across = resizeRgb(row, 7, 1, 'cubic');
    expect(resizeRgb(column, 1, 7, 'cubic')).toEqual(across);
    expect(new Set(Array.from(across).filter((_, index) => index % 3 === 2))).toEqual(new Set([9]));
  });

  /** Made with Pillow 13, which does columns first in the first, rows first in the second. */
  const both: [string, number, number, number, number, number[]][] = [
    [
      'a tall one',
      4,
      12,
      3,
      5,
      [93, 128, 123, 122, 124, 111, 153, 124, 148, 100, 107, 153, 155, 111, 113],
    ],
    [
      'a wide one',
      12,
      4,
      5,
      3,
      [91, 134, 125, 158, 132, 136, 96, 115, 134, 96, 93, 132, 138, 94, 141],
    ],
  ];
  test.each(both)(
    '%s is shrunk both ways in the order of Pillow',
    (_, width, height, w, h, expected) => {
      const data = new Uint8Array(width * height * 3);
      for (let at = 0; at < data.length; at += 1) {
        const [place, channel] = [Math.floor(at / 3), at % 3];
        const [column, row] = [place % width, Math.floor(place / width)];
        data[at] = (column * 73 + row * 151 + channel * 50) % 256;
      }
      expect(reds(resizeRgb({ width, height, data }, w, h, 'cubic'))).toEqual(expected);
    },
  );

  test('one colour stays one colour at any size', () => {
    const data = new Uint8Array(11 * 5 * 3).fill(201);
    for (const kernel of [
      'nearest',
      'linear',
      'cubic',
      'mitchell',
      'lanczos2',
      'lanczos3',
    ] as const) {
      const resized = resizeRgb({ width: 11, height: 5, data }, 4, 9, kernel);
      expect([kernel, new Set(resized)]).toEqual([kernel, new Set([201])]);
    }
  });

  test('refuses bytes that are not the size they claim', () => {
    expect(() => resizeRgb({ ...greyRow(1, 2), width: 3 }, 2, 2, 'cubic')).toThrow(
      /6 bytes of 3x1/,
    );
  });
});
