/** A file's bytes are known and coded: it is done. In the caller's transaction. */
import { modifiedMsOf } from './capture-date.ts';
import type { CatalogContext, Touch } from './context.ts';
import { createItemOfFile, type FileOfItem } from './item-of-file.ts';
import { createItemSays } from './item-says.ts';
import { hashBytes } from './thumbnails.ts';
import type { ContentIdentity } from './types.ts';

type FileRow = FileOfItem & {
  readonly state: string;
  readonly size_bytes: number;
  readonly modified_ns: string;
};

export type Finish = (
  fileId: number,
  contentId: number,
  identity: Omit<ContentIdentity, 'contentHash'>,
  touch: Touch,
) => void;

export function createFinish(context: Pick<CatalogContext, 'database' | 'clock'>): Finish {
  const { database } = context;
  const itemOf = createItemOfFile(context);
  const says = createItemSays(database);
  const selectFile = database.prepare<[number], FileRow>(
    'SELECT file_id, item_id, state, size_bytes, modified_ns FROM file WHERE file_id = ?',
  );
  const finishFile = database.prepare(`
    UPDATE file SET state = 'done', item_id = ?, content_id = ?, size_bytes = ?,
      modified_ns = ?, modified_ms = ?, attempts = 0, set_aside_code = NULL,
      set_aside_detail = NULL, oddity = 0, sampled = ?
    WHERE file_id = ?`);
  const describeContent = database.prepare<[string, Buffer | null, number]>(`
    UPDATE content SET modified_ns = ?, fingerprint = coalesce(fingerprint, ?)
    WHERE content_id = ?`);
  const forgetHash = database.prepare<[number]>('DELETE FROM file_hash WHERE file_id = ?');

  return (fileId, contentId, identity, touch) => {
    const file = selectFile.get(fileId);
    // It left while it was read; its content stays, in case it moved.
    if (file === undefined) return;
    const { sizeBytes, modifiedNs, fingerprint, isSampled = false } = identity;
    const same = file.size_bytes === sizeBytes && file.modified_ns === modifiedNs;
    // It changed again after it was read: what was read is kept, the file waits for its turn.
    if (file.state === 'waiting' && !same) return;
    touch(file.item_id);
    const sample = fingerprint === undefined ? null : hashBytes(fingerprint);
    describeContent.run(modifiedNs, sample, contentId);
    const itemId = itemOf(contentId, file, touch);
    const modifiedMs = modifiedMsOf(modifiedNs);
    const sampled = isSampled ? 1 : 0;
    finishFile.run(itemId, contentId, sizeBytes, modifiedNs, modifiedMs, sampled, fileId);
    forgetHash.run(fileId);
    says.renew(itemId);
    if (file.item_id !== null && file.item_id !== itemId) says.renew(file.item_id);
  };
}
