import { expect, test } from 'vitest';
import { emptyQuery, type PageQuery } from './page-location.ts';
import {
  type QueryStep,
  withMoment,
  withoutLastPicture,
  withoutMoment,
  withoutUpload,
  withText,
  withUploads,
} from './query-steps.ts';

const query: PageQuery = { text: 'a dog', likeMoments: [1, 2], uploads: ['a', 'b'] };
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
  ['uploads', withUploads(['c', 'd']), query, { uploads: ['a', 'b', 'c', 'd'] }],
  ['without a moment', withoutMoment(1), query, { likeMoments: [2] }],
  ['without an upload', withoutUpload('b'), query, { uploads: ['a'] }],
  ['without the last upload', withoutLastPicture, query, { uploads: ['a'] }],
  [
    'without the last moment',
    withoutLastPicture,
    { ...query, uploads: [] },
    { likeMoments: [1], uploads: [] },
  ],
  ['nothing to leave out', withoutLastPicture, emptyQuery, emptyQuery],
])('%s', (_, step, before, change) => {
  expect(step(before)).toEqual({ ...before, ...change });
});

test('steps that come late keep what was done meanwhile', () => {
  const late = [withUploads(['a']), withText('a dog'), withMoment(7)];
  expect(late.reduce((before, step) => step(before), emptyQuery)).toEqual({
    text: 'a dog',
    likeMoments: [7],
    uploads: ['a'],
  });
});
