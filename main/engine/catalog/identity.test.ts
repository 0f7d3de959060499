import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  contentOf,
  folderIn,
  identityOf,
  indexFiles,
  observed,
  openIn,
  temporaryFolder,
} from './testing/made-library.ts';

function library() {
  const root = temporaryFolder(onTestFinished);
  const catalog = openIn(root, onTestFinished);
  const folder = catalog.addFolder(folderIn(root, 'photos'));
  const at = (name: string) => join(folder.path, name);
  return { root, catalog, folder, at };
}

function totals(catalog: ReturnType<typeof library>['catalog']) {
  const { items, moments, seen } = catalog.counts();
  return { items, moments, seen, problems: catalog.check().problems };
}

describe('which item a file belongs to', () => {
  test('two files with the same bytes are one item with two places', () => {
    const { catalog, folder, at } = library();
    const run = indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog', [at('b.jpg')]: 'dog' });
    expect(run).toEqual({ encoded: 1, linked: 1 });
    const itemId = catalog.itemAtPath(at('a.jpg')) ?? 0;
    expect(catalog.itemAtPath(at('b.jpg'))).toBe(itemId);
    expect(catalog.item(itemId)?.files).toEqual([
      { path: at('a.jpg'), offline: false },
      { path: at('b.jpg'), offline: false },
    ]);
    expect(totals(catalog)).toEqual({ items: 1, moments: 1, seen: 2, problems: [] });
  });

  test('a moved file keeps its item, whichever event comes first', () => {
    for (const leavesFirst of [true, false]) {
      const { catalog, folder, at } = library();
      indexFiles(catalog, folder.id, { [at('old.jpg')]: 'dog' });
      const itemId = catalog.itemAtPath(at('old.jpg'));
      if (leavesFirst) {
        catalog.recordLeft(folder.id, [at('old.jpg')]);
        expect(totals(catalog)).toEqual({ items: 0, moments: 0, seen: 0, problems: [] });
        expect(catalog.item(itemId ?? 0)).toBeUndefined();
      }
      const run = indexFiles(catalog, folder.id, { [at('new.jpg')]: 'dog' });
      catalog.recordLeft(folder.id, [at('old.jpg')]);
      expect(run).toEqual({ encoded: 0, linked: 1 });
      expect(catalog.itemAtPath(at('new.jpg'))).toBe(itemId);
      expect(totals(catalog)).toEqual({ items: 1, moments: 1, seen: 1, problems: [] });
    }
  });

  test('an edited file keeps its item, and an undone edit needs no encoding', () => {
    const { catalog, folder, at } = library();
    indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
    const itemId = catalog.itemAtPath(at('a.jpg'));
    const dogMoments = catalog.item(itemId ?? 0)?.moments;
    indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog, cropped' });
    expect(catalog.itemAtPath(at('a.jpg'))).toBe(itemId);
    expect(catalog.item(itemId ?? 0)?.moments).not.toEqual(dogMoments);
    const undone = indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
    expect(undone).toEqual({ encoded: 0, linked: 1 });
    expect(catalog.item(itemId ?? 0)?.moments).toEqual(dogMoments);
    expect(totals(catalog)).toEqual({ items: 1, moments: 1, seen: 1, problems: [] });
  });

  test('an edited copy becomes a new item and leaves the other place alone', () => {
    const { catalog, folder, at } = library();
    indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog', [at('b.jpg')]: 'dog' });
    const itemId = catalog.itemAtPath(at('a.jpg'));
    indexFiles(catalog, folder.id, { [at('b.jpg')]: 'dog, cropped' });
    expect(catalog.itemAtPath(at('a.jpg'))).toBe(itemId);
    expect(catalog.itemAtPath(at('b.jpg'))).not.toBe(itemId);
    expect(totals(catalog)).toEqual({ items: 2, moments: 2, seen: 2, problems: [] });
  });

  test('a file moved over another keeps its own item; the overwritten one hides', () => {
    const { catalog, folder, at } = library();
    indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog', [at('b.jpg')]: 'cat' });
    const [dog, cat] = [catalog.itemAtPath(at('a.jpg')), catalog.itemAtPath(at('b.jpg'))];
    indexFiles(catalog, folder.id, { [at('a.jpg')]: 'cat' });
    catalog.recordLeft(folder.id, [at('b.jpg')]);
    expect(catalog.itemAtPath(at('a.jpg'))).toBe(cat);
    expect(catalog.item(dog ?? 0)).toBeUndefined();
    expect(totals(catalog)).toEqual({ items: 1, moments: 1, seen: 1, problems: [] });
  });

  test('a file that became unreadable hides its item; repaired it is the same item', () => {
    const { catalog, folder, at } = library();
    indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
    const itemId = catalog.itemAtPath(at('a.jpg'));
    catalog.recordSeen(folder.id, [observed(at('a.jpg'), 'damaged')]);
    expect(catalog.itemAtPath(at('a.jpg'))).toBe(itemId);
    const [claimed] = catalog.claimWaiting(1);
    catalog.setAside(claimed?.fileId ?? 0, 'damaged-picture', 'bad marker');
    expect(totals(catalog)).toEqual({ items: 0, moments: 0, seen: 1, problems: [] });
    indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog, repaired' });
    expect(catalog.itemAtPath(at('a.jpg'))).toBe(itemId);
    expect(totals(catalog)).toEqual({ items: 1, moments: 1, seen: 1, problems: [] });
  });

  test('a file that left while it was read leaves its content for where it went', () => {
    const { catalog, folder, at } = library();
    catalog.recordSeen(folder.id, [observed(at('a.jpg'), 'dog')]);
    const [claimed] = catalog.claimWaiting(1);
    catalog.recordLeft(folder.id, [at('a.jpg')]);
    catalog.storeContent(claimed?.fileId ?? 0, contentOf('dog'));
    expect(totals(catalog)).toEqual({ items: 0, moments: 0, seen: 0, problems: [] });
    const run = indexFiles(catalog, folder.id, { [at('b.jpg')]: 'dog' });
    expect(run).toEqual({ encoded: 0, linked: 1 });
  });
});

describe('contents', () => {
  test('a video keeps its moments in order, each with its thumbnail', () => {
    const { catalog, folder, at } = library();
    catalog.recordSeen(folder.id, [observed(at('a.mp4'), 'surf', 'video')]);
    const [claimed] = catalog.claimWaiting(1);
    const content = contentOf('surf', 3);
    catalog.storeContent(claimed?.fileId ?? 0, content);
    const item = catalog.item(catalog.itemAtPath(at('a.mp4')) ?? 0);
    expect(item?.kind).toBe('video');
    expect(item?.metadata).toEqual(content.metadata);
    expect(item?.moments.map(({ timeMs }) => timeMs)).toEqual([0, 1000, 2000]);
    for (const [number, { momentId }] of (item?.moments ?? []).entries()) {
      expect(Uint8Array.from(catalog.thumbnail(momentId) ?? [])).toEqual(
        content.moments[number]?.thumbnail.data,
      );
    }
  });

  test('what is not a content is refused with the offending value', () => {
    const { catalog, folder, at } = library();
    catalog.recordSeen(folder.id, [observed(at('a.jpg'), 'dog')]);
    const fileId = catalog.claimWaiting(1)[0]?.fileId ?? 0;
    const content = contentOf('dog');
    const [moment] = content.moments;
    if (moment === undefined) throw new Error('no moment');
    const shortCode = { ...moment, encoded: { ...moment.encoded, code: new Uint8Array(3) } };
    expect(() => catalog.storeContent(fileId, { ...content, moments: [] })).toThrow(/no moments/);
    expect(() => catalog.storeContent(fileId, { ...content, moments: [shortCode] })).toThrow(
      /code of 3 bytes/,
    );
    expect(() => catalog.storeContent(fileId, { ...content, contentHash: 'abc' })).toThrow(/abc/);
    expect(() => catalog.linkFile(fileId, identityOf('never seen'))).toThrow(
      identityOf('never seen').contentHash,
    );
    expect(catalog.counts().states.reading).toBe(1);
  });

  test('another model puts every file back to waiting and codes the same moments', () => {
    const { root, catalog, folder, at } = library();
    indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
    const momentId = catalog.item(catalog.itemAtPath(at('a.jpg')) ?? 0)?.moments[0]?.momentId;
    catalog.close();
    const larger = { name: 'larger', version: '1', codeBits: 128, dimension: 16 };
    const second = openIn(root, onTestFinished, larger);
    expect(second.counts()).toMatchObject({
      states: { waiting: 1, done: 0 },
      items: 1,
      moments: 0,
    });
    expect(second.hasContent(identityOf('dog').contentHash)).toBe(false);
    const [claimed] = second.claimWaiting(1);
    second.storeContent(claimed?.fileId ?? 0, contentOf('dog', 0, larger));
    expect([...second.loadIndex().columns.momentIds]).toEqual([momentId]);
    expect(second.check()).toEqual({ ok: true, problems: [] });
    second.close();
    const back = openIn(root, onTestFinished);
    expect(back.counts()).toMatchObject({ states: { waiting: 0, done: 1 }, items: 1, moments: 1 });
  });
});
