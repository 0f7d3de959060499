import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  arbitraryCode,
  arbitraryEmbedding,
  arbitraryMoments,
  columnsOf,
  type MadeMoment,
  shape,
  vectorsOf,
} from '../../../../test/support/made-moments.ts';
import { noTime } from '../../contract/ranking-columns.ts';
import { codeLayout } from '../kernel/code-layout.ts';
import { createMomentIndex } from '../moments/moment-index.ts';
import { calibrated } from '../rank/calibration.ts';
import { rankSequence, type SequenceOptions, type SequenceStep } from './sequence.ts';

const layout = codeLayout(64, [{ bits: 64, weight: 1 }]);
const scoreOf = (cosine: number) => calibrated({ slope: 10, intercept: -5 }, cosine);
type Steps = [SequenceStep, ...SequenceStep[]];

const stepOf = (embedding: ArrayLike<number>, code: ArrayLike<number>): SequenceStep => {
  return { embedding: Float32Array.from(embedding), code: Uint8Array.from(code), layout, scoreOf };
};

function rankMade(
  moments: readonly MadeMoment[],
  steps: Steps,
  options: Partial<SequenceOptions> = {},
) {
  const index = createMomentIndex(shape);
  index.change(columnsOf(moments), []);
  const { rows, scores } = rankSequence(index.view(), steps, {
    vectorsOf: vectorsOf(moments),
    candidates: 200,
    mostVectors: 4_000,
    withinMs: 120_000,
    ...options,
  });
  return { moments: Array.from(rows, (row) => moments[row] as MadeMoment), scores: [...scores] };
}

/** What moments show, and the steps that ask for it. */
const shown = {
  A: { vector: [1, 0, 0, 0], code: [255, 0, 0, 0, 0, 0, 0, 0] },
  B: { vector: [0, 1, 0, 0], code: [0, 255, 0, 0, 0, 0, 0, 0] },
  x: { vector: [0, 0, 1, 0], code: [0, 0, 255, 0, 0, 0, 0, 0] },
} as const;
const isLetter = (letter: string): letter is keyof typeof shown => letter in shown;
const [a, b] = [shown.A, shown.B].map(({ vector, code }) => stepOf(vector, code));
const aThenB = [a, b] as Steps;

/** One video a string, a moment a letter, none at a space, `gapMs` apart; ids fall with the time. */
function videosOf(strings: readonly string[], gapMs = 10_000): MadeMoment[] {
  const letters = strings.flatMap((string, video) =>
    [...string].map((letter, index) => ({ letter, itemId: video + 1, timeMs: index * gapMs })),
  );
  return letters
    .filter(({ letter }) => letter !== ' ')
    .map(({ letter, ...rest }, index, { length }) => {
      if (!isLetter(letter)) throw new RangeError(letter);
      return { ...rest, ...shown[letter], momentId: length - index, dateMs: 0 };
    });
}

it('puts A then B above B then A, at the moment of A, and what has no two moments last', () => {
  const videos = videosOf(['BA', 'xx', 'A', 'xAxB', 'BxA', 'AxxB']);
  const { moments, scores } = rankMade(videos, aThenB);
  expect(moments.map(({ itemId }) => itemId).slice(0, 2)).toEqual([6, 4]);
  expect(moments.slice(0, 2).map(({ timeMs }) => timeMs)).toEqual([0, 10_000]);
  expect(moments.at(-1)?.itemId).toBe(3);
  expect(scores[0]).toBeCloseTo(scoreOf(1), 6);
  expect(scores[2]).toBeLessThan(0.1);
  expect(scores.at(-1)).toBe(0);
});

it.each([
  [20_000, [1]],
  [29_999, [1]],
  [30_000, [2, 1]],
])('within %i ms', (withinMs, found) => {
  const { moments, scores } = rankMade(videosOf(['A B', 'A  B', 'B  A']), aThenB, { withinMs });
  const matching = moments.filter((_, position) => (scores[position] as number) > 0.9);
  expect(matching.map(({ itemId }) => itemId)).toEqual(found);
});

it('follows three steps, and a step twice', () => {
  const videos = videosOf(['ABx', 'ABA', 'BAA', 'AAB']);
  const best = rankMade(videos, [...aThenB, a as SequenceStep]).moments[0];
  expect(best?.itemId).toBe(2);
});

it('finds the one place in a video of many moments', () => {
  const long = `${'xA'.repeat(20)}${'x'.repeat(200)}${'xB'.repeat(20)}${' '.repeat(20)}xAxBx`;
  const { moments, scores } = rankMade(videosOf([long, 'BA']), aThenB, { withinMs: 20_000 });
  expect(moments[0]).toMatchObject({ itemId: 1, timeMs: long.lastIndexOf('A') * 10_000 });
  expect(scores[0]).toBeGreaterThan(0.9);
});

it("reads for each step no more vectors than it may, each video's nearest first", () => {
  const asked: (readonly number[])[] = [];
  const videos = videosOf(Array.from({ length: 10 }, () => 'xxAxxBxxxx'));
  const read = (mostVectors: number) => {
    const { moments } = rankMade(videos, aThenB, {
      mostVectors,
      vectorsOf(momentIds) {
        asked.push(momentIds);
        return vectorsOf(videos)(momentIds);
      },
    });
    expect(new Set(moments.map(({ itemId }) => itemId)).size).toBe(10);
    return asked.at(-1);
  };
  expect(read(1)).toEqual(
    videos.filter((_, row) => [2, 5].includes(row % 10)).map((each) => each.momentId),
  );
  expect(read(30)?.length).toBeLessThanOrEqual(60);
  expect(read(1_000)).toHaveLength(100);
  expect(asked).toHaveLength(3);
});

const arbitrarySteps = fc
  .array(fc.record({ embedding: arbitraryEmbedding, code: arbitraryCode }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((steps) => steps.map(({ embedding, code }) => stepOf(embedding, code)) as Steps);
const arbitraryOptions = fc.record({
  candidates: fc.integer({ min: 1, max: 30 }),
  mostVectors: fc.integer({ min: 1, max: 60 }),
  withinMs: fc.constantFrom(39, 40, 1_000, 120_000),
});

it('has every video once, no photo, scores that never rise, and the same first page', () => {
  fc.assert(
    fc.property(
      arbitraryMoments,
      arbitrarySteps,
      arbitraryOptions,
      fc.nat(40),
      (made, steps, options, limit) => {
        const { moments, scores } = rankMade(made, steps, options);
        const videos = made.filter(({ timeMs }) => timeMs !== noTime);
        const itemIds = moments.map(({ itemId }) => itemId);
        expect(itemIds).toHaveLength(new Set(itemIds).size);
        expect(new Set(itemIds)).toEqual(new Set(videos.map(({ itemId }) => itemId)));
        expect(moments.every(({ timeMs }) => timeMs !== noTime)).toBe(true);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
        const page = rankMade(made, steps, { ...options, limit });
        expect(page).toEqual({ moments: moments.slice(0, limit), scores: scores.slice(0, limit) });
        const turned = rankMade(made.toReversed(), steps, options);
        expect(turned).toEqual({ moments, scores });
      },
    ),
    { numRuns: 300 },
  );
});

it('names the dimensions of a step that does not fit', () => {
  const steps: Steps = [stepOf([1, 0, 0], shown.A.code)];
  expect(() => rankMade(videosOf(['A']), steps)).toThrow(/3 dimensions/);
});
