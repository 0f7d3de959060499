/** Bytes by hash, their moments and codes, and which item a file's bytes belong to. */
import { quantiseEmbedding, storedBytes } from '../contract/stored-vector.ts';
import { createAnnotationRows, joined } from './annotation-rows.ts';
import { captureDateOf, modifiedMsOf } from './capture-date.ts';
import type { CatalogContext, Touch } from './context.ts';
import { createItemSays } from './item-says.ts';
import { createThumbnailStore, hashBytes } from './thumbnails.ts';
import type { Catalog, NewContent, NewMoment } from './types.ts';
import { createUnfinishedVideos, type StoredMoments } from './unfinished-videos.ts';

type ReadFile = {
  file_id: number;
  item_id: number | null;
  state: string;
  size_bytes: number;
  modified_ns: string;
};
type Identity = Pick<NewContent, 'sizeBytes' | 'modifiedNs'>;
type Time = Pick<NewMoment, 'timeMs' | 'shot'>;
type StoredMoment = { moment_id: number; time_ms: number | null; shot: number };

export function createContents(
  context: CatalogContext,
): Pick<Catalog, 'hasContent' | 'linkFile' | 'storeContent' | 'storeSegment' | 'unfinishedVideo'> {
  const { database, changes, model, modelId } = context;
  const thumbnails = createThumbnailStore(context.thumbnails);
  const annotations = createAnnotationRows(database);
  const says = createItemSays(database);
  const unfinished = createUnfinishedVideos(context);
  const selectContent = database
    .prepare<[Buffer], number>('SELECT content_id FROM content WHERE sha256 = ?')
    .pluck();
  const selectCoded = database
    .prepare<[Buffer, number], number>(`
      SELECT content_id FROM content JOIN coding USING (content_id)
      WHERE sha256 = ? AND model_id = ?`)
    .pluck();
  const selectFile = database.prepare<[number], ReadFile>(
    'SELECT file_id, item_id, state, size_bytes, modified_ns FROM file WHERE file_id = ?',
  );
  const itemOfContent = database
    .prepare<[number], number>('SELECT item_id FROM item WHERE content_id = ?')
    .pluck();
  const hasOtherPlace = database
    .prepare<[number, number], number>(
      'SELECT 1 FROM file WHERE item_id = ? AND file_id <> ? AND content_id IS NOT NULL LIMIT 1',
    )
    .pluck();
  const changeItem = database.prepare('UPDATE item SET content_id = ? WHERE item_id = ?');
  const insertItem = database.prepare('INSERT INTO item (content_id, created_ms) VALUES (?, ?)');
  const finishFile = database.prepare(`
    UPDATE file SET state = 'done', item_id = ?, content_id = ?, size_bytes = ?,
      modified_ns = ?, modified_ms = ?, attempts = 0, set_aside_code = NULL,
      set_aside_detail = NULL, oddity = 0
    WHERE file_id = ?`);
  const insertContent = database.prepare(`
    INSERT INTO content (sha256, size_bytes, kind, width, height, duration_ms, captured_at, camera,
      latitude, longitude, format, codec, browser_shows, date_ms, moment_count)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const updateMomentCount = database.prepare(
    'UPDATE content SET moment_count = ? WHERE content_id = ?',
  );
  const selectMoments = database.prepare<[number], StoredMoment>(
    'SELECT moment_id, time_ms, shot FROM moment WHERE content_id = ? ORDER BY number',
  );
  const deleteMoments = database.prepare('DELETE FROM moment WHERE content_id = ?');
  const deleteCodings = database.prepare('DELETE FROM coding WHERE content_id = ?');
  const insertMoment = database.prepare(
    'INSERT INTO moment (content_id, number, time_ms, shot) VALUES (?, ?, ?, ?)',
  );
  const insertCode = database.prepare(
    'INSERT INTO code (model_id, moment_id, code, vector) VALUES (?, ?, ?, ?)',
  );
  const insertLuma = database.prepare('INSERT OR IGNORE INTO moment_luma VALUES (?, ?)');
  const insertCoding = database.prepare('INSERT INTO coding (content_id, model_id) VALUES (?, ?)');

  function checkCodes({ contentHash, moments }: Pick<NewContent, 'contentHash' | 'moments'>): void {
    for (const [number, { encoded }] of moments.entries()) {
      const { code, embedding } = encoded;
      if (code.length * 8 === model.codeBits && embedding.length === model.dimension) continue;
      throw new RangeError(
        `${contentHash}, moment ${number}: code of ${code.length} bytes, embedding of ${embedding.length}`,
      );
    }
  }

  function addContent(hash: Buffer, content: NewContent): number {
    const { metadata } = content;
    const { lastInsertRowid } = insertContent.run(
      hash,
      content.sizeBytes,
      content.kind,
      metadata.width,
      metadata.height,
      metadata.durationMs,
      metadata.capturedAt,
      metadata.camera,
      metadata.latitude,
      metadata.longitude,
      metadata.format,
      metadata.codec,
      metadata.browserShows ? 1 : 0,
      captureDateOf(metadata.capturedAt, content.modifiedNs).dateMs,
      momentCount(content),
    );
    const contentId = Number(lastInsertRowid);
    says.describe(contentId, metadata, content.modifiedNs);
    return contentId;
  }

  /** Ids of the content's moments; those of another model's run are kept where they agree. */
  function momentIds(contentId: number, moments: readonly Time[]): readonly number[] {
    const stored = selectMoments.all(contentId);
    const agree =
      stored.length === moments.length &&
      stored.every((each, number) => {
        const moment = moments[number];
        return each.time_ms === moment?.timeMs && each.shot === moment.shot;
      });
    if (agree) return stored.map((each) => each.moment_id);
    // Deleting a moment deletes its codes; another model's must not count as complete after it.
    if (stored.length > 0) deleteCodings.run(contentId);
    deleteMoments.run(contentId);
    updateMomentCount.run(moments.length, contentId);
    return moments.map(({ timeMs, shot }, number) =>
      Number(insertMoment.run(contentId, number, timeMs, shot).lastInsertRowid),
    );
  }

  function code(contentId: number, before: StoredMoments, moments: readonly NewMoment[]): void {
    const ids = momentIds(contentId, [...before.times, ...moments]);
    for (const number of before.times.keys()) before.code(number, ids[number] as number);
    for (const [index, { encoded }] of moments.entries()) {
      const momentId = ids[before.times.length + index];
      const vector = storedBytes(quantiseEmbedding(encoded.embedding));
      insertCode.run(modelId, momentId, encoded.code, vector);
      insertLuma.run(momentId, encoded.luma);
    }
    insertCoding.run(contentId, modelId);
  }

  /**
   * The item of these bytes, wherever they were before; else the file's own item, when no other
   * place needs it; else a new one. What the person added to the file's own item goes with the file.
   */
  function itemFor(contentId: number, file: ReadFile, touch: Touch): number {
    const owner = itemOfContent.get(contentId);
    const { item_id: own } = file;
    const isLeft = own !== null && hasOtherPlace.get(own, file.file_id) === undefined;
    if (owner !== undefined) {
      touch(owner);
      if (isLeft && own !== owner) {
        const before = annotations.read(owner);
        annotations.write(owner, joined(before, annotations.read(own)), before);
        says.share(own, owner);
      }
      return owner;
    }
    if (isLeft) {
      touch(own);
      changeItem.run(contentId, own);
      return own;
    }
    const created = Number(insertItem.run(contentId, Date.now()).lastInsertRowid);
    touch(created);
    if (own !== null) {
      annotations.write(created, annotations.read(own), annotations.read(created));
      says.share(own, created);
    }
    return created;
  }

  function finish(fileId: number, contentId: number, identity: Identity, touch: Touch): void {
    const file = selectFile.get(fileId);
    // It left while it was read; its content stays, in case it moved.
    if (file === undefined) return;
    const { sizeBytes, modifiedNs } = identity;
    const same = file.size_bytes === sizeBytes && file.modified_ns === modifiedNs;
    // It changed again after it was read: what was read is kept, the file waits for its turn.
    if (file.state === 'waiting' && !same) return;
    touch(file.item_id);
    const itemId = itemFor(contentId, file, touch);
    const modifiedMs = modifiedMsOf(modifiedNs);
    finishFile.run(itemId, contentId, sizeBytes, modifiedNs, modifiedMs, fileId);
    says.renew(itemId);
    if (file.item_id !== null && file.item_id !== itemId) says.renew(file.item_id);
  }

  return {
    unfinishedVideo: unfinished.unfinishedVideo,
    storeSegment(segment) {
      checkCodes(segment);
      unfinished.storeSegment(segment);
    },
    hasContent: (contentHash) => selectCoded.get(hashBytes(contentHash), modelId) !== undefined,
    linkFile(fileId, identity) {
      const contentId = selectCoded.get(hashBytes(identity.contentHash), modelId);
      if (contentId === undefined) throw new Error(`no content ${identity.contentHash}`);
      changes.write((touch) => finish(fileId, contentId, identity, touch));
    },
    storeContent(fileId, content) {
      if (momentCount(content) === 0) throw new RangeError(`${content.contentHash}: no moments`);
      checkCodes(content);
      const hash = hashBytes(content.contentHash);
      const known = selectCoded.get(hash, modelId);
      const before = unfinished.storedMoments(hash, content.storedMoments ?? 0);
      // First the thumbnails: a kill between the two leaves an orphan there and nothing here.
      if (known === undefined) thumbnails.put(hash, thumbnailsOf(before, content.moments));
      changes.write((touch) => {
        const contentId = known ?? selectContent.get(hash) ?? addContent(hash, content);
        if (known === undefined) {
          touch(itemOfContent.get(contentId) ?? null);
          code(contentId, before, content.moments);
        }
        unfinished.drop(hash);
        finish(fileId, contentId, content, touch);
      });
    },
  };
}

const momentCount = ({ storedMoments = 0, moments }: NewContent): number =>
  storedMoments + moments.length;

/** One after the other, so that those of a long video are not in memory together. */
function* thumbnailsOf(before: StoredMoments, moments: readonly NewMoment[]) {
  for (const number of before.times.keys()) yield before.thumbnail(number);
  for (const { thumbnail } of moments) yield thumbnail;
}
