/** Reading items: the viewer's record, paths for results, thumbnails. */
import type { Shot } from '../contract/file-says.ts';
import type { MediaKind } from '../contract/library.ts';
import type { CatalogContext } from './context.ts';
import { createItemSays } from './item-says.ts';
import { pathsBelow } from './path-range.ts';
import { createThumbnailStore, hashBytes } from './thumbnails.ts';
import type { Catalog, ItemRecord } from './types.ts';

type ContentRow = {
  content_id: number;
  kind: MediaKind;
  size_bytes: number;
  width: number;
  height: number;
  duration_ms: number | null;
  /** What a sidecar sets right. */
  shot: string | null;
  format: string;
  codec: string | null;
  browser_shows: number;
};

export function createItems(
  context: CatalogContext,
): Pick<
  Catalog,
  | 'item'
  | 'hasContentOfSize'
  | 'itemOfContent'
  | 'itemsBelow'
  | 'itemAtPath'
  | 'filePath'
  | 'pathsOfItems'
  | 'thumbnail'
> {
  const { database } = context;
  const thumbnails = createThumbnailStore(context.thumbnails);
  const says = createItemSays(database);
  const selectContent = database.prepare<[number], ContentRow>(`
    SELECT content.*, item_says.shot FROM item JOIN content USING (content_id)
    LEFT JOIN item_says USING (item_id) WHERE item_id = ? AND item.visible = 1`);
  const selectFiles = database.prepare<[number], { path: string; offline: number }>(`
    SELECT file.path, max(folder.offline, file.offline) AS offline
    FROM file JOIN folder USING (folder_id)
    WHERE item_id = ? AND content_id IS NOT NULL AND folder.removed_ms IS NULL
    ORDER BY offline, file.path`);
  const selectMoments = database.prepare<[number], ItemRecord['moments'][number]>(`
    SELECT moment_id AS momentId, time_ms AS timeMs FROM moment
    WHERE content_id = ? ORDER BY number`);
  const selectItemAtPath = database
    .prepare<[string], number>(`
      SELECT item_id FROM file JOIN folder USING (folder_id)
      WHERE file.path = ? AND content_id IS NOT NULL AND folder.removed_ms IS NULL`)
    .pluck();
  const selectItemsBelow = database
    .prepare<[string, string], number>(`
      SELECT DISTINCT item_id FROM file JOIN folder USING (folder_id)
      WHERE file.path > ? AND file.path < ? AND content_id IS NOT NULL
        AND folder.removed_ms IS NULL ORDER BY file.path`)
    .pluck();
  const selectPath = database
    .prepare<[number], string>(`
      SELECT file.path FROM file JOIN folder USING (folder_id)
      WHERE file_id = ? AND folder.removed_ms IS NULL`)
    .pluck();
  const selectOfSize = database
    .prepare<[number], number>('SELECT 1 FROM content WHERE size_bytes = ? LIMIT 1')
    .pluck();
  const selectItemOfContent = database
    .prepare<[{ hash: Buffer }], number>(`
      SELECT item_id FROM item JOIN content USING (content_id)
      WHERE (content_key = @hash OR sha256 = @hash) AND item.visible = 1`)
    .pluck();
  const selectMomentKey = database.prepare<[number], { content_key: Buffer; number: number }>(
    'SELECT content_key, number FROM moment JOIN content USING (content_id) WHERE moment_id = ?',
  );

  return {
    item(itemId) {
      const content = selectContent.get(itemId);
      if (content === undefined) return undefined;
      const files = selectFiles.all(itemId);
      return {
        itemId,
        kind: content.kind,
        sizeBytes: content.size_bytes,
        metadata: {
          ...says.ofContent(content.content_id),
          ...(content.shot === null ? {} : (JSON.parse(content.shot) as Shot)),
          width: content.width,
          height: content.height,
          durationMs: content.duration_ms,
          format: content.format,
          codec: content.codec,
          browserShows: content.browser_shows === 1,
        },
        files: files.map(({ path, offline }) => ({ path, offline: offline === 1 })),
        moments: selectMoments.all(content.content_id),
      };
    },
    hasContentOfSize: (sizeBytes) => selectOfSize.get(sizeBytes) !== undefined,
    itemOfContent: (contentHash) => selectItemOfContent.get({ hash: hashBytes(contentHash) }),
    itemsBelow(directory) {
      const { from, to } = pathsBelow(directory);
      return selectItemsBelow.all(from, to);
    },
    itemAtPath: (path) => selectItemAtPath.get(path),
    filePath: (fileId) => selectPath.get(fileId),
    pathsOfItems(itemIds) {
      const paths = new Map<number, readonly [string, ...string[]]>();
      for (const itemId of itemIds) {
        const [first, ...others] = selectFiles.all(itemId).map(({ path }) => path);
        if (first !== undefined) paths.set(itemId, [first, ...others]);
      }
      return paths;
    },
    thumbnail(momentId) {
      const key = selectMomentKey.get(momentId);
      return key === undefined ? undefined : thumbnails.get(key.content_key, key.number);
    },
  };
}
