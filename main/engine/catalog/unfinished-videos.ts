/** Videos that are still being read: their finished segments, for another attempt to go on after. */
import type { Database } from 'better-sqlite3';
import { quantiseEmbedding, storedBytes } from '../contract/stored-vector.ts';
import type { Thumbnail } from '../workers/types.ts';
import type { CatalogContext } from './context.ts';
import { hashBytes } from './thumbnails.ts';
import type { Catalog, NewMoment } from './types.ts';

type UnfinishedRow = {
  id: number;
  resume: Buffer;
  moments: number;
  whole: number;
  modifiedNs: string | null;
};
type TimeRow = Pick<NewMoment, 'timeMs' | 'shot'>;
type ThumbnailRow = { data: Buffer; width: number; height: number };

/** The first moments of a content, as their segments stored them. */
export type StoredMoments = {
  readonly times: readonly TimeRow[];
  thumbnail(number: number): Thumbnail;
  /** Gives one's code, vector and luma to a moment of the catalogue. */
  code(number: number, momentId: number): void;
};

export function createUnfinishedVideos(context: CatalogContext) {
  const { database, model, modelId } = context;
  const select = database.prepare<[number, Buffer, number], UnfinishedRow>(`
    SELECT unfinished_id AS id, resume, modified_ns AS modifiedNs, moment_count AS moments,
      moment_count =
      (SELECT count(*) FROM unfinished_moment AS moment
        WHERE moment.unfinished_id = unfinished.unfinished_id AND length(code) = ?) AS whole
    FROM unfinished WHERE sha256 = ? AND model_id = ?`);
  const remove = database.prepare<[Buffer]>('DELETE FROM unfinished WHERE sha256 = ?');
  const insert = database.prepare<[Buffer, number, number, string]>(`
    INSERT INTO unfinished (sha256, model_id, size_bytes, modified_ns, moment_count, resume)
    VALUES (?, ?, ?, ?, 0, x'')`);
  const advance = database.prepare<[number, Uint8Array, number]>(
    'UPDATE unfinished SET moment_count = ?, resume = ? WHERE unfinished_id = ?',
  );
  const removeFrom = database.prepare<[number, number]>(
    'DELETE FROM unfinished_moment WHERE unfinished_id = ? AND number >= ?',
  );
  const insertMoment = database.prepare(
    'INSERT INTO unfinished_moment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const selectTimes = database.prepare<[number, number], TimeRow>(`
    SELECT time_ms AS timeMs, shot FROM unfinished_moment
    WHERE unfinished_id = ? AND number < ? ORDER BY number`);
  const selectThumbnail = database.prepare<[number, number], ThumbnailRow>(
    'SELECT webp AS data, width, height FROM unfinished_moment WHERE unfinished_id = ? AND number = ?',
  );
  const copyCode = database.prepare<[number, number, number, number]>(`
    INSERT INTO code (model_id, moment_id, code, vector)
    SELECT ?, ?, code, vector FROM unfinished_moment WHERE unfinished_id = ? AND number = ?`);
  const copyLuma = database.prepare<[number, number, number]>(`
    INSERT OR IGNORE INTO moment_luma
    SELECT ?, luma FROM unfinished_moment WHERE unfinished_id = ? AND number = ?`);

  const codeBytes = model.codeBits / 8;
  const rowOf = (hash: Buffer) => select.get(codeBytes, hash, modelId);

  function begin(hash: Buffer, sizeBytes: number, modifiedNs: string): UnfinishedRow {
    remove.run(hash);
    insert.run(hash, modelId, sizeBytes, modifiedNs);
    return rowOf(hash) as UnfinishedRow;
  }

  const storeSegment: Catalog['storeSegment'] = ({
    contentHash,
    sizeBytes,
    modifiedNs,
    ...segment
  }) => {
    const { first, moments, resume } = segment;
    const hash = hashBytes(contentHash);
    const { id, moments: before } =
      first === 0 ? begin(hash, sizeBytes, modifiedNs) : found(hash, first);
    if (first < before) removeFrom.run(id, first);
    for (const [index, { timeMs, shot, thumbnail, encoded }] of moments.entries()) {
      const vector = storedBytes(quantiseEmbedding(encoded.embedding));
      const { data, width, height } = thumbnail;
      const own = [timeMs, shot, encoded.code, vector, encoded.luma, width, height, data];
      insertMoment.run(id, first + index, ...own);
    }
    advance.run(first + moments.length, resume, id);
  };

  /** Throws RangeError where fewer than `count` moments are stored. */
  function found(hash: Buffer, count: number): UnfinishedRow {
    const row = rowOf(hash);
    if (row !== undefined && row.whole === 1 && row.moments >= count) return row;
    throw new RangeError(
      `${hash.toString('hex')}: ${row?.moments ?? 0} of ${count} moments stored`,
    );
  }

  return {
    /** Damaged, or of another file than the one that was changed then, it is given up. */
    unfinishedVideo(contentHash: string, modifiedNs?: string): Uint8Array | undefined {
      const hash = hashBytes(contentHash);
      const row = rowOf(hash);
      const isOfFile = modifiedNs === undefined || row?.modifiedNs === modifiedNs;
      if (row?.whole === 1 && isOfFile) return row.resume;
      if (row !== undefined) remove.run(hash);
      return undefined;
    },
    storeSegment: (segment: Parameters<Catalog['storeSegment']>[0]): void =>
      database.transaction(storeSegment).immediate(segment),
    /** Throws RangeError where there are fewer. */
    storedMoments(hash: Buffer, count: number): StoredMoments {
      const { id } = count === 0 ? { id: 0 } : found(hash, count);
      return {
        times: selectTimes.all(id, count),
        thumbnail(number) {
          const row = selectThumbnail.get(id, number);
          if (row === undefined) throw new RangeError(`unfinished ${id}: no moment ${number}`);
          return row;
        },
        code(number, momentId) {
          copyCode.run(modelId, momentId, id, number);
          copyLuma.run(momentId, id, number);
        },
      };
    },
    drop: (hash: Buffer): void => void remove.run(hash),
  };
}

/** What another model made, and what no file is left to be read for. */
export function dropUnwanted(database: Database, modelId: number): void {
  database
    .prepare<[number]>(`
      DELETE FROM unfinished WHERE model_id <> ? OR size_bytes NOT IN (
        SELECT size_bytes FROM file WHERE state = 'waiting'
        UNION ALL SELECT size_bytes FROM file WHERE state = 'reading'
        UNION ALL SELECT size_bytes FROM file WHERE state = 'setAside')`)
    .run(modelId);
}
