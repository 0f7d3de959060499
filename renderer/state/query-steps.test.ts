import { expect, test } from 'vitest';
import { emptyQuery, type PageQuery } from './page-location.ts';
import {
  type QueryStep,
  withMoment,
  withoutLastPicture,
  withoutPicture,
  withRegion,
  withText,
  withUnwanted,
  withUploads,
} from './query-steps.ts';

const query: PageQuery = {
  ...emptyQuery,
  text: 'a dog',
  likeMoments: [1, 2],
  unlikeMoments: [8],
  uploads: ['a', 'b'],
};
const region = { momentId: 5, left: 0, top: 0.5, width: 0.25, height: 0.5 };
const sixteen = Array.from({ length: 16 }, (_, index) => index + 1);

test.each<[string, QueryStep, PageQuery, Partial<PageQuery>]>([
  ['words', withText(' a cat '), query, { text: 'a cat' }],
  ['a moment', withMoment(3), query, { likeMoments: [1, 2, 3] }],
  ['a moment twice', withMoment(2), query, {}],
  [
    'a moment too many',
    withMoment(17),
    { ...query, likeMoments: sixteen },
    { likeMoments: [...sixteen.slice(1), 17] },
  ],
  ['an unwanted one', withUnwanted(9), query, { unlikeMoments: [8, 9] }],
  ['one that was wanted', withUnwanted(1), query, { likeMoments: [2], unlikeMoments: [8, 1] }],
  ['one that was not', withMoment(8), query, { likeMoments: [1, 2, 8], unlikeMoments: [] }],
  ['a part', withRegion(region), query, { regions: [region] }],
  ['uploads', withUploads(['c', 'd']), query, { uploads: ['a', 'b', 'c', 'd'] }],
  [
    'without a moment',
    withoutPicture({ kind: 'likeMoments', index: 0 }),
    query,
    { likeMoments: [2] },
  ],
  ['without an upload', withoutPicture({ kind: 'uploads', index: 1 }), query, { uploads: ['a'] }],
  ['without the last of all', withoutLastPicture, query, { unlikeMoments: [] }],
  [
    'without the last upload',
    withoutLastPicture,
    { ...query, unlikeMoments: [] },
    { uploads: ['a'], unlikeMoments: [] },
  ],
  [
    'without the last moment',
    withoutLastPicture,
    { ...query, uploads: [], unlikeMoments: [] },
    { likeMoments: [1], uploads: [], unlikeMoments: [] },
  ],
  ['nothing to leave out', withoutLastPicture, emptyQuery, emptyQuery],
])('%s', (_, step, before, change) => {
  expect(step(before)).toEqual({ ...before, ...change });
});

test('steps that come late keep what was done meanwhile', () => {
  const late = [withUploads(['a']), withText('a dog'), withMoment(7)];
  expect(late.reduce((before, step) => step(before), emptyQuery)).toEqual({
    ...emptyQuery,
    text: 'a dog',
    likeMoments: [7],
    uploads: ['a'],
  });
});
