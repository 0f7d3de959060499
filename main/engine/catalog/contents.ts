/** Bytes by hash, their moments and codes, and which item a file's bytes belong to. */
import { quantiseEmbedding, storedBytes } from '../contract/stored-vector.ts';
import { captureDateOf } from './capture-date.ts';
import type { CatalogContext } from './context.ts';
import { createFinish } from './finish-file.ts';
import { createItemSays } from './item-says.ts';
import { createThumbnailStore, hashBytes } from './thumbnails.ts';
import type { Catalog, NewContent, NewMoment } from './types.ts';
import { createUnfinishedVideos, type StoredMoments } from './unfinished-videos.ts';

type Time = Pick<NewMoment, 'timeMs' | 'shot'>;
type StoredContent = { content_id: number; content_key: Buffer; moment_count: number };
type StoredMoment = { moment_id: number; time_ms: number | null; shot: number };

export function createContents(
  context: CatalogContext,
): Pick<Catalog, 'hasContent' | 'linkFile' | 'storeContent' | 'storeSegment' | 'unfinishedVideo'> {
  const { database, changes, clock, model, modelId } = context;
  const thumbnails = createThumbnailStore(context.thumbnails);
  const says = createItemSays(database);
  const unfinished = createUnfinishedVideos(context);
  const finish = createFinish(context);
  // No fingerprint is the hash of other bytes, so that one name will do for both.
  const named = '(content_key = @hash OR sha256 = @hash)';
  const selectContent = database.prepare<[{ hash: Buffer }], StoredContent>(
    `SELECT content_id, content_key, moment_count FROM content WHERE ${named}`,
  );
  const selectCoded = database
    .prepare<[{ hash: Buffer; modelId: number }], number>(`
      SELECT content_id FROM content JOIN coding USING (content_id)
      WHERE ${named} AND model_id = @modelId`)
    .pluck();
  const insertContent = database.prepare(`
    INSERT INTO content (content_key, sha256, fingerprint, size_bytes, kind, width, height,
      duration_ms, captured_at, camera, latitude, longitude, format, codec, browser_shows, date_ms,
      moment_count, left_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const keepThumbnails = database.prepare('DELETE FROM purged_content WHERE content_key = ?');
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

  const itemOfContent = database
    .prepare<[number], number>('SELECT item_id FROM item WHERE content_id = ?')
    .pluck();

  const codedAs = (hash: Buffer) => selectCoded.get({ hash, modelId });
  const hasThumbnails = ({ content_key, moment_count }: StoredContent) =>
    thumbnails.count(content_key) >= moment_count;

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
      content.isSampled ? null : hash,
      content.fingerprint === undefined ? null : hashBytes(content.fingerprint),
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
      // Until an item takes it.
      clock.stampMs(),
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

  return {
    unfinishedVideo: unfinished.unfinishedVideo,
    storeSegment(segment) {
      checkCodes(segment);
      unfinished.storeSegment(segment);
    },
    hasContent(contentHash) {
      const hash = hashBytes(contentHash);
      const stored = selectContent.get({ hash });
      return stored !== undefined && codedAs(hash) !== undefined && hasThumbnails(stored);
    },
    linkFile(fileId, identity) {
      const contentId = codedAs(hashBytes(identity.contentHash));
      if (contentId === undefined) throw new Error(`no content ${identity.contentHash}`);
      changes.write((touch) => finish(fileId, contentId, identity, touch));
    },
    storeContent(fileId, content) {
      if (momentCount(content) === 0) throw new RangeError(`${content.contentHash}: no moments`);
      checkCodes(content);
      const hash = hashBytes(content.contentHash);
      const isCoded = codedAs(hash) !== undefined;
      const stored = selectContent.get({ hash });
      const key = stored?.content_key ?? hash;
      const before = unfinished.storedMoments(hash, content.storedMoments ?? 0);
      // First the thumbnails: a kill between the two leaves an orphan there and nothing here.
      if (!isCoded || stored === undefined || !hasThumbnails(stored))
        thumbnails.put(key, thumbnailsOf(before, content.moments));
      changes.write((touch) => {
        keepThumbnails.run(key);
        const contentId = stored?.content_id ?? addContent(hash, content);
        if (!isCoded) {
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
