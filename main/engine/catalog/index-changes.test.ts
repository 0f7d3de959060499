import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { noTime } from '../contract/ranking-columns.ts';
import { quantiseEmbedding } from '../contract/stored-vector.ts';
import {
  contentOf,
  folderIn,
  indexFiles,
  observed,
  openIn,
  temporaryFolder,
} from './testing/made-library.ts';
import type { IndexChange } from './types.ts';

function library() {
  const root = temporaryFolder(onTestFinished);
  const catalog = openIn(root, onTestFinished);
  const folder = catalog.addFolder(folderIn(root, 'photos'));
  const changes: IndexChange[] = [];
  const unsubscribe = catalog.onIndexChange((change) => changes.push(change));
  return {
    root,
    catalog,
    folder,
    changes,
    unsubscribe,
    at: (name: string) => join(folder.path, name),
  };
}

test('a stored content arrives as columns, with its date and shape', () => {
  const { catalog, folder, changes, at } = library();
  catalog.recordSeen(folder.id, [observed(at('a.jpg'), 'dog'), observed(at('b.jpg'), 'cat')]);
  expect(changes).toEqual([]);
  const content = contentOf('dog');
  const [claimed] = catalog.claimWaiting(2).filter(({ path }) => path === at('a.jpg'));
  const metadata = { ...content.metadata, capturedAt: '2020-02-29T12:00:00' };
  catalog.storeContent(claimed?.fileId ?? 0, { ...content, metadata });
  const encoded = content.moments[0]?.encoded;
  expect(changes).toEqual([
    {
      epoch: 1,
      removedMomentIds: [],
      added: {
        momentIds: Uint32Array.of(1),
        itemIds: Uint32Array.of(1),
        codes: encoded?.code,
        timesMs: Uint32Array.of(noTime),
        aspectRatios: Float32Array.of(400 / 300),
        datesMs: Float64Array.of(Date.UTC(2020, 1, 29, 12)),
        days: Int32Array.of(Date.UTC(2020, 1, 29) / 86_400_000),
        sizesBytes: Float32Array.of(content.sizeBytes),
        durationsMs: Float32Array.of(0),
        latitudes: Float32Array.of(Number.NaN),
        longitudes: Float32Array.of(Number.NaN),
      },
    },
  ]);
  expect(catalog.loadIndex()).toEqual({ epoch: 1, columns: changes[0]?.added });
  const vector = quantiseEmbedding(encoded?.embedding ?? new Float32Array());
  expect(catalog.vectors([1, 1])).toEqual(Int16Array.from([...vector, ...vector]));
  expect(catalog.vectors([2, 1])).toEqual(Int16Array.from([...vector.map(() => 0), ...vector]));
});

test('only what search finds differently is told, and each listener hears it in order', () => {
  const { catalog, folder, changes, at, unsubscribe } = library();
  const nested: number[] = [];
  catalog.onIndexChange(({ epoch }) => {
    // A listener that writes: its own change comes after this one, for everybody.
    if (epoch === 1) catalog.recordLeft(folder.id, [at('a.jpg')]);
    nested.push(epoch);
  });
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
  expect(
    changes.map(({ epoch, added, removedMomentIds }) => [
      epoch,
      added.momentIds.length,
      removedMomentIds,
    ]),
  ).toEqual([
    [1, 1, []],
    [2, 0, [1]],
  ]);
  expect(nested).toEqual([1, 2]);
  // A second place of the same bytes changes nothing.
  indexFiles(catalog, folder.id, { [at('b.jpg')]: 'dog' });
  indexFiles(catalog, folder.id, { [at('c.jpg')]: 'dog' });
  expect(catalog.epoch).toBe(3);
  unsubscribe();
  catalog.removeFolder(folder.id);
  expect(catalog.epoch).toBe(4);
  expect(changes).toHaveLength(3);
});

test('a listener that throws is logged, and the write stands', () => {
  const { catalog, folder, at, changes } = library();
  catalog.onIndexChange(() => {
    throw new Error('listener');
  });
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog', [at('b.jpg')]: 'cat' });
  expect(catalog.counts()).toMatchObject({ items: 2, moments: 2, states: { done: 2 } });
  expect(changes).toHaveLength(2);
});
