import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementHeight, isMapped, scrolled, toOffset, toScrollTop } from './scroll-map.ts';

const small = { totalPx: 4_000_000, viewportPx: 900, limitPx: 15_000_000 };
const huge = { totalPx: 90_000_000, viewportPx: 900, limitPx: 15_000_000 };

describe('scroll map', () => {
  test('a grid that fits is scrolled as it is', () => {
    expect(isMapped(small)).toBe(false);
    expect(elementHeight(small)).toBe(4_000_000);
    expect(toScrollTop(123_456, small)).toBe(123_456);
    expect(scrolled({ scrollTop: 0, offset: 0 }, 500_000, small)).toBe(500_000);
  });

  test('a huge grid has both ends in reach', () => {
    expect(elementHeight(huge)).toBe(15_000_000);
    expect(toScrollTop(0, huge)).toBe(0);
    expect(toScrollTop(90_000_000 - 900, huge)).toBe(15_000_000 - 900);
    expect(toOffset(15_000_000 - 900, huge)).toBe(90_000_000 - 900);
    expect(toOffset(15_000_000 / 2, huge)).toBeCloseTo(45_000_000, -4);
  });

  test('there and back again, and never backwards', () => {
    const offset = fc.double({ min: 0, max: 90_000_000 - 900, noNaN: true });
    fc.assert(
      fc.property(offset, offset, (a, b) => {
        expect(toOffset(toScrollTop(a, huge), huge)).toBeCloseTo(a, 3);
        if (a < b) expect(toScrollTop(a, huge)).toBeLessThanOrEqual(toScrollTop(b, huge));
      }),
    );
  });

  test('a small step moves pixel by pixel, a long jump proportionally', () => {
    const before = { scrollTop: 7_000_000, offset: 41_000_000 };
    expect(scrolled(before, 7_000_100, huge)).toBe(41_000_100);
    expect(scrolled(before, 6_999_900, huge)).toBe(40_999_900);
    expect(scrolled(before, 14_000_000, huge)).toBe(toOffset(14_000_000, huge));
    expect(scrolled({ scrollTop: 10, offset: 10 }, 0, huge)).toBe(0);
  });
});
