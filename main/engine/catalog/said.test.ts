import { expect, test } from 'vitest';
import type { ItemAnnotations } from '../contract/annotations.ts';
import { nothingSaid, type Said, type Shot, saysNothing } from '../contract/file-says.ts';
import { heard, remembered, saidAt, saidTogether, shotWith } from './said.ts';

const plain: ItemAnnotations = { rating: 0, favourite: false, caption: '', tags: [], albums: [] };

/** The rule by which what files say joins what the item has. */
test.each<
  [string, Partial<ItemAnnotations>, Partial<Said>, Partial<Said>, Partial<ItemAnnotations>]
>([
  [
    'a new item has what its file says',
    {},
    {},
    { rating: 3, caption: 'Lake', tags: ['dog'] },
    { rating: 3, caption: 'Lake', tags: ['dog'] },
  ],
  [
    'what the file says of nothing stays',
    { rating: 4, caption: 'mine' },
    { rating: 4 },
    {},
    { rating: 4, caption: 'mine' },
  ],
  ['a rating follows the file', { rating: 3 }, { rating: 3 }, { rating: 5 }, { rating: 5 }],
  [
    'a rating that is taken away there is taken away',
    { rating: 3 },
    { rating: 3 },
    { rating: 0 },
    { rating: 0 },
  ],
  ['the person’s own rating stays', { rating: 4 }, { rating: 3 }, { rating: 5 }, { rating: 4 }],
  [
    'also where they took the file’s away',
    { rating: 0 },
    { rating: 3 },
    { rating: 3 },
    { rating: 0 },
  ],
  ['and where the file had said nothing', { rating: 2 }, {}, { rating: 5 }, { rating: 2 }],
  [
    'a caption follows the file',
    { caption: 'old' },
    { caption: 'old' },
    { caption: 'new' },
    { caption: 'new' },
  ],
  [
    'the person’s own caption stays',
    { caption: 'mine' },
    { caption: 'old' },
    { caption: 'new' },
    { caption: 'mine' },
  ],
  [
    'a favourite follows the file',
    {},
    { favourite: false },
    { favourite: true },
    { favourite: true },
  ],
  [
    'the person’s own favourite stays',
    { favourite: true },
    {},
    { favourite: false },
    { favourite: true },
  ],
  [
    'a tag that the file newly says is added',
    { tags: ['mine'] },
    { tags: ['old'] },
    { tags: ['old', 'new'] },
    { tags: ['mine', 'new'] },
  ],
  [
    'one that it goes on saying does not come back',
    { tags: [] },
    { tags: ['gone'] },
    { tags: ['GONE'] },
    { tags: [] },
  ],
  [
    'one that it says no more stays',
    { tags: ['old'] },
    { tags: ['old'] },
    { tags: [] },
    { tags: ['old'] },
  ],
  [
    'another spelling is the same tag',
    { tags: ['Dog'] },
    {},
    { tags: ['dog', 'places/italy'] },
    { tags: ['Dog', 'places/italy'] },
  ],
  [
    'albums are as tags',
    { albums: ['Best'] },
    { albums: ['Old'] },
    { albums: ['Old', 'New'] },
    { albums: ['Best', 'New'] },
  ],
])('%s', (_, own, before, now, expected) => {
  const after = heard(
    { ...plain, ...own },
    { ...nothingSaid, ...before },
    { ...nothingSaid, ...now },
  );
  expect(after).toEqual({ ...plain, ...expected });
});

const said = (of: Partial<Said>): Said => ({ ...nothingSaid, ...of });

test('of one place a sidecar comes before the file, field by field', () => {
  const embedded = said({ rating: 1, caption: 'inside', tags: ['a', 'b'] });
  expect(saidAt([], embedded)).toEqual(embedded);
  expect(saidAt([said({ rating: 5 })], embedded)).toEqual({ ...embedded, rating: 5 });
  expect(
    saidAt([said({ caption: '', tags: [] }), said({ rating: 2, tags: ['c'] })], embedded),
  ).toEqual(said({ rating: 2, caption: '', tags: ['c'] }));
});

test('several places say together what each of them says', () => {
  expect(
    saidTogether([said({ tags: ['b'] }), said({ rating: 2, tags: ['a', 'B'] }), nothingSaid]),
  ).toEqual(said({ rating: 2, tags: ['a', 'b'] }));
  expect(saidTogether([])).toEqual(nothingSaid);
});

test('what was said once is known for good', () => {
  const before = said({ rating: 3, tags: ['a'], albums: ['x'] });
  expect(remembered(before, said({ caption: 'c', tags: ['b'] }))).toEqual(
    said({ rating: 3, caption: 'c', tags: ['a', 'b'], albums: ['x'] }),
  );
});

const shot = (of: Partial<Shot>) => ({ ...saysNothing, ...of });
const exposed = (iso: number | null) => ({ ...saysNothing.exposure, iso });

test.each<[string, Partial<Shot>[], Partial<Shot>, Partial<Shot> | null]>([
  ['no sidecar', [], { camera: 'A' }, null],
  ['nothing new', [{ camera: 'B' }], { camera: 'A', lens: 'L' }, null],
  [
    'a time and a place',
    [{ capturedAt: '2020-01-02T10:00:00', latitude: 1, longitude: 2 }],
    { capturedAt: '2020-01-01T10:00:00', latitude: 5, longitude: 6 },
    { capturedAt: '2020-01-02T10:00:00', latitude: 1, longitude: 2 },
  ],
  [
    'a zone of the same second',
    [{ capturedAt: '2020-01-01T10:00:00+01:00' }],
    { capturedAt: '2020-01-01T10:00:00.5' },
    { capturedAt: '2020-01-01T10:00:00+01:00' },
  ],
  [
    'no less of the same second',
    [{ capturedAt: '2020-01-01T10:00:00Z' }],
    { capturedAt: '2020-01-01T10:00:00' },
    null,
  ],
  [
    'no less of the same day',
    [{ capturedAt: '2020-01-01' }],
    { capturedAt: '2020-01-01T10:00:00' },
    null,
  ],
  [
    'what the file does not know',
    [{ lens: 'L' }, { exposure: exposed(100), title: 'T' }],
    { camera: 'A' },
    { camera: 'A', lens: 'L', exposure: exposed(100), title: 'T' },
  ],
])('a sidecar sets right: %s', (_, sidecars, file, expected) => {
  const { said: __, ...nothing } = saysNothing;
  const found = shotWith(sidecars.map(shot), { ...nothing, ...file });
  expect(found).toEqual(expected && { ...nothing, ...expected });
});
