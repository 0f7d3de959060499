import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { justify, rowAt, rowOf, tileRatio } from './justified-layout.ts';

const options = { width: 1000, targetRowHeight: 200, gap: 4 };
const ratios = fc.array(fc.float({ min: Math.fround(0.05), max: 20, noNaN: true }), {
  maxLength: 400,
});
const widths = fc.integer({ min: 320, max: 4000 });

describe('justify', () => {
  test('one picture of a layout, by hand', () => {
    const layout = justify(Float32Array.of(1, 1, 1, 1, 1, 2, 1), options);
    expect([...layout.rowStarts]).toEqual([0, 5, 7]);
    expect([...layout.itemLefts]).toEqual([0, 201, 402, 602, 803, 0, 404]);
    expect([...layout.itemWidths]).toEqual([197, 197, 196, 197, 197, 400, 200]);
    expect([...layout.rowHeights]).toEqual([197, 200]);
    expect([...layout.rowTops]).toEqual([0, 201, 401]);
    expect(layout.columnCount).toBe(5);
  });

  test('every row but the last fills the width to the pixel, in order, without overlap', () => {
    fc.assert(
      fc.property(ratios, widths, (list, width) => {
        const layout = justify(Float32Array.from(list), { ...options, width });
        expect(layout.rowStarts[0]).toBe(0);
        expect(layout.rowStarts[layout.rowCount]).toBe(list.length);
        for (let row = 0; row < layout.rowCount; row += 1) {
          const start = layout.rowStarts[row] as number;
          const end = layout.rowStarts[row + 1] as number;
          expect(end).toBeGreaterThan(start);
          let edge = 0;
          for (let index = start; index < end; index += 1) {
            expect(layout.itemLefts[index]).toBe(edge);
            edge += (layout.itemWidths[index] as number) + options.gap;
          }
          if (row < layout.rowCount - 1) expect(edge - options.gap).toBe(width);
          else expect(edge - options.gap).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  test('rows stay near the target height, and the tops add up', () => {
    fc.assert(
      fc.property(ratios, widths, (list, width) => {
        const layout = justify(Float32Array.from(list), { ...options, width });
        let top = 0;
        for (let row = 0; row < layout.rowCount; row += 1) {
          const height = layout.rowHeights[row] as number;
          expect(height).toBeGreaterThanOrEqual(80);
          // The worst in 320 pixels: a tile of 0.656 alone, or squeezed in beside one of 3.2.
          expect(height).toBeLessThanOrEqual(2.45 * options.targetRowHeight);
          expect(layout.rowTops[row]).toBe(top);
          top += height + options.gap;
        }
        expect(layout.rowTops[layout.rowCount]).toBe(Math.max(0, top - options.gap));
      }),
    );
  });

  test.each([
    ['no number', Number.NaN],
    ['nothing', 0],
    ['less than nothing', -2],
    ['without end', Number.POSITIVE_INFINITY],
  ])('a ratio that is %s gives a finite tile', (_, ratio) => {
    expect(Number.isFinite(tileRatio(ratio))).toBe(true);
    const layout = justify(Float32Array.of(1.5, ratio, 1.5), options);
    expect([...layout.itemWidths].every((width) => width >= 1 && width <= 1000)).toBe(true);
  });

  test('nothing, and no room yet', () => {
    expect(justify(new Float32Array(0), options).rowCount).toBe(0);
    expect([...justify(new Float32Array(0), options).rowTops]).toEqual([0]);
    expect(justify(Float32Array.of(1, 1), { ...options, width: 0 }).rowCount).toBe(2);
  });

  test('rowOf and rowAt find what the columns say', () => {
    fc.assert(
      fc.property(
        ratios.filter((list) => list.length > 0),
        fc.nat(),
        (list, seed) => {
          const layout = justify(Float32Array.from(list), options);
          const index = seed % list.length;
          const row = rowOf(layout, index);
          expect(layout.rowStarts[row]).toBeLessThanOrEqual(index);
          expect(layout.rowStarts[row + 1]).toBeGreaterThan(index);
          expect(rowAt(layout, layout.rowTops[row] as number)).toBe(row);
          expect(rowAt(layout, -5)).toBe(0);
          expect(rowAt(layout, 1e9)).toBe(layout.rowCount - 1);
        },
      ),
    );
  });
});
