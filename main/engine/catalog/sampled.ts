/** Large videos that are known by samples, and what becomes of them once they are read whole. */
import type { CatalogContext, Touch } from './context.ts';
import { createFinish } from './finish-file.ts';
import { hashBytes } from './thumbnails.ts';
import type { Catalog, SampledContent, SampledFile, WholeRead } from './types.ts';

type ContentRow = {
  content_id: number;
  content_key: Buffer;
  sha256: Buffer | null;
  fingerprint: Buffer | null;
  modified_ns: string | null;
  duration_ms: number | null;
};
type PlaceRow = {
  fileId: number;
  path: string;
  sizeBytes: number;
  modifiedNs: string;
  offline: number;
  isDone: number;
};
type SampledRow = Omit<SampledFile, 'fingerprint' | 'read'> & {
  fingerprint: Buffer;
  position: number | null;
  hashState: Buffer | null;
};
type ReadRow = { content_id: number; sha256: Buffer | null; fingerprint: Buffer | null };

export function createSampled(
  context: CatalogContext,
): Pick<
  Catalog,
  'sampledContents' | 'nextSampledFile' | 'keepHashState' | 'recordWhole' | 'wholeHash'
> {
  const { database, changes } = context;
  const finish = createFinish(context);
  const selectContents = database.prepare<[Buffer, number], ContentRow>(`
    SELECT content_id, content_key, sha256, fingerprint, modified_ns, duration_ms FROM content
    WHERE fingerprint = ? OR (size_bytes = ? AND fingerprint IS NULL AND kind = 'video')
    ORDER BY content_id`);
  const selectPlaces = database.prepare<[number], PlaceRow>(`
    SELECT file_id AS fileId, file.path, size_bytes AS sizeBytes, modified_ns AS modifiedNs,
      max(folder.offline, file.offline) AS offline, state = 'done' AS isDone
    FROM file JOIN folder USING (folder_id) WHERE content_id = ? ORDER BY file_id`);
  const selectNext = database.prepare<[number], SampledRow>(`
    SELECT file.file_id AS fileId, file.path, file.kind, file.size_bytes AS sizeBytes,
      file.modified_ns AS modifiedNs, content.fingerprint, position, file_hash.state AS hashState
    FROM file JOIN folder USING (folder_id) JOIN content USING (content_id)
    LEFT JOIN file_hash ON file_hash.file_id = file.file_id
      AND file_hash.size_bytes = file.size_bytes AND file_hash.modified_ns = file.modified_ns
    WHERE file.sampled = 1 AND file.file_id > ? AND file.state = 'done'
      AND folder.offline = 0 AND file.offline = 0 AND folder.removed_ms IS NULL
    ORDER BY file.file_id LIMIT 1`);
  const upsertHash = database.prepare<[number, number, string, number, Uint8Array]>(`
    INSERT INTO file_hash (file_id, size_bytes, modified_ns, position, state)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET size_bytes = excluded.size_bytes,
      modified_ns = excluded.modified_ns, position = excluded.position, state = excluded.state,
      sha256 = NULL`);
  const isThere = database
    .prepare<[number], number>('SELECT 1 FROM file WHERE file_id = ?')
    .pluck();
  const selectHash = database
    .prepare<[number, number, string], string>(`
      SELECT lower(hex(sha256)) FROM file_hash
      WHERE file_id = ? AND size_bytes = ? AND modified_ns = ? AND sha256 IS NOT NULL`)
    .pluck();
  const selectRead = database.prepare<[number, number, string], ReadRow>(`
    SELECT content_id, sha256, fingerprint FROM file JOIN content USING (content_id)
    WHERE file_id = ? AND file.size_bytes = ? AND file.modified_ns = ?
      AND state = 'done' AND sampled = 1`);
  const selectOfHash = database
    .prepare<[Buffer], number>('SELECT content_id FROM content WHERE sha256 = ?')
    .pluck();
  const isCoded = database
    .prepare<[number, number], number>('SELECT 1 FROM coding WHERE content_id = ? AND model_id = ?')
    .pluck();
  const setHash = database.prepare('UPDATE content SET sha256 = ? WHERE content_id = ?');
  const confirm = database.prepare('UPDATE file SET sampled = 0 WHERE file_id = ?');
  const forgetHash = database.prepare<[number]>('DELETE FROM file_hash WHERE file_id = ?');
  const readAgain = database.prepare(
    "UPDATE file SET state = 'waiting', attempts = 0, sampled = 0 WHERE file_id = ?",
  );
  const insertResult = database.prepare<[number, number, string, Buffer]>(`
    INSERT INTO file_hash (file_id, size_bytes, modified_ns, position, sha256)
    VALUES (?, ?, ?, 0, ?)`);

  function settle(fileId: number, whole: WholeRead, touch: Touch): 'as-sampled' | 'other' | 'gone' {
    const row = selectRead.get(fileId, whole.sizeBytes, whole.modifiedNs);
    forgetHash.run(fileId);
    if (row === undefined) return 'gone';
    const hash = hashBytes(whole.contentHash);
    const isAsSampled = row.fingerprint?.equals(hashBytes(whole.fingerprint)) === true;
    const known = selectOfHash.get(hash);
    const isOwn = known === row.content_id || (known === undefined && row.sha256 === null);
    if (isAsSampled && isOwn) {
      setHash.run(hash, row.content_id);
      confirm.run(fileId);
      return 'as-sampled';
    }
    if (known !== undefined && isCoded.get(known, context.modelId) !== undefined) {
      finish(fileId, known, { ...whole, isSampled: false }, touch);
      return 'other';
    }
    readAgain.run(fileId);
    insertResult.run(fileId, whole.sizeBytes, whole.modifiedNs, hash);
    return 'other';
  }

  return {
    sampledContents: (fingerprint, sizeBytes) =>
      selectContents.all(hashBytes(fingerprint), sizeBytes).map(
        (row): SampledContent => ({
          contentHash: row.content_key.toString('hex'),
          isWhole: row.sha256 !== null,
          isOfSamples: row.fingerprint !== null,
          modifiedNs: row.modified_ns,
          durationMs: row.duration_ms,
          places: selectPlaces.all(row.content_id).map((place) => ({
            ...place,
            offline: place.offline === 1,
            isDone: place.isDone === 1,
          })),
        }),
      ),
    nextSampledFile(after) {
      const row = selectNext.get(after);
      if (row === undefined) return undefined;
      const { position, hashState, fingerprint, ...file } = row;
      const read =
        position === null || hashState === null ? undefined : { position, state: hashState };
      return { ...file, fingerprint: fingerprint.toString('hex'), read };
    },
    keepHashState({ fileId, sizeBytes, modifiedNs }, { position, state }) {
      if (isThere.get(fileId) === undefined) return;
      upsertHash.run(fileId, sizeBytes, modifiedNs, position, state);
    },
    wholeHash: ({ fileId, sizeBytes, modifiedNs }) => selectHash.get(fileId, sizeBytes, modifiedNs),
    recordWhole: (fileId, whole) => changes.write((touch) => settle(fileId, whole, touch)),
  };
}
