import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestChain, type Chain } from './chain.ts';

const chain = (timesMs: number[], scores: number[][], withinMs: number) =>
  bestChain(
    timesMs,
    scores.map((ofStep) => Float64Array.from(ofStep)),
    withinMs,
  );

it.each<[string, number[], number[][], number, Chain | undefined]>([
  [
    'in order',
    [0, 10],
    [
      [0.5, 0.1],
      [0.1, 0.5],
    ],
    10,
    { first: 0, score: 0.5 },
  ],
  [
    'the wrong way round, only the weak way is left',
    [0, 10],
    [
      [0.1, 1],
      [1, 0.1],
    ],
    10,
    { first: 0, score: 0.1 },
  ],
  [
    'too far apart',
    [0, 11],
    [
      [1, 1],
      [1, 1],
    ],
    10,
    undefined,
  ],
  [
    'at the same time',
    [5, 5],
    [
      [1, 1],
      [1, 1],
    ],
    10,
    undefined,
  ],
  ['a moment alone', [5], [[1], [1]], 10, undefined],
  ['no moments', [], [[], []], 10, undefined],
  [
    'a weaker moment that is near enough',
    [0, 15, 20],
    [
      [1, 0.25, 1],
      [0.1, 0.1, 1],
    ],
    10,
    { first: 1, score: 0.5 },
  ],
  [
    'each within the window of the one before',
    [0, 10, 20],
    [
      [1, 0.1, 0.1],
      [0.1, 1, 0.1],
      [0.1, 0.1, 1],
    ],
    10,
    { first: 0, score: 1 },
  ],
  [
    'the earliest of those as good',
    [0, 1, 2],
    [
      [1, 1, 0.5],
      [0.5, 0.5, 1],
    ],
    10,
    { first: 0, score: 1 },
  ],
])('%s', (_, timesMs, scores, withinMs, expected) => {
  const found = chain(timesMs, scores, withinMs);
  expect(found).toEqual(expected && { ...expected, score: expect.closeTo(expected.score, 12) });
});

/** Every chain there is, the first of the best. */
function tryAll(timesMs: number[], scores: number[][], withinMs: number): Chain | undefined {
  let chains = timesMs.map((_, moment) => [moment]);
  for (const _ of scores.slice(1)) {
    chains = chains.flatMap((known) => {
      const last = timesMs[known.at(-1) as number] as number;
      return [...timesMs.entries()]
        .filter(([, timeMs]) => timeMs > last && timeMs - last <= withinMs)
        .map(([moment]) => [...known, moment]);
    });
  }
  return chains
    .map((moments) => {
      const product = moments.reduce((all, moment, step) => all * (scores[step]?.[moment] ?? 0), 1);
      return { first: moments[0] as number, score: product ** (1 / scores.length) };
    })
    .sort((a, b) => b.score - a.score || a.first - b.first)[0];
}

it('is the best of all chains', () => {
  // Powers of two: products of them are exact, and so are ties.
  const score = fc.constantFrom(1, 0.5, 0.25, 2 ** -30);
  const moments = fc.array(
    fc.record({ timeMs: fc.nat(12), scores: fc.array(score, { minLength: 4, maxLength: 4 }) }),
    {
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(
      moments,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 12 }),
      (made, steps, withinMs) => {
        const inOrder = made.toSorted((a, b) => a.timeMs - b.timeMs);
        const times = inOrder.map(({ timeMs }) => timeMs);
        const scores = Array.from({ length: steps }, (_, step) =>
          inOrder.map((each) => each.scores[step] as number),
        );
        expect(chain(times, scores, withinMs)).toEqual(tryAll(times, scores, withinMs));
      },
    ),
    { numRuns: 1_000 },
  );
});

it('has time for a hundred thousand moments', () => {
  const times = Array.from({ length: 100_000 }, (_, index) => index);
  const rising = times.map((time) => (time + 1) / times.length);
  const steps = [rising, rising, rising, rising];
  expect(chain(times, steps, Number.POSITIVE_INFINITY)?.first).toBe(99_996);
});
