/** What a library holds, without ids and times of writing: equal for equal folders. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';

/** One line a file, one a moment and one a thumbnail, sorted. */
export function libraryPicture(libraryPath: string): string[] {
  const catalog = new SqliteDatabase(join(libraryPath, 'catalog.sqlite'), { readonly: true });
  const thumbnails = new SqliteDatabase(join(libraryPath, 'thumbnails.sqlite'), { readonly: true });
  try {
    const files = catalog
      .prepare<[], string>(
        `SELECT format('%s %s %s %s %s', path, state, coalesce(set_aside_code, '-'),
          coalesce(lower(hex(content_key)), '-'), file.modified_ns)
        FROM file LEFT JOIN content USING (content_id)`,
      )
      .pluck()
      .all();
    const moments = catalog
      .prepare<[], string>(
        `SELECT format('%s %d %s %d %s %s %s', lower(hex(content_key)), number, coalesce(time_ms, '-'),
          shot, hex(code), hex(vector), coalesce(hex(luma), '-'))
        FROM moment JOIN content USING (content_id) JOIN code USING (moment_id)
          LEFT JOIN moment_luma USING (moment_id)`,
      )
      .pluck()
      .all();
    const pictures = thumbnails
      .prepare<[], { sha256: Buffer; number: number; webp: Buffer }>(
        'SELECT sha256, number, webp FROM thumbnail',
      )
      .all()
      .map(({ sha256, number, webp }) => {
        const digest = createHash('sha256').update(webp).digest('hex');
        return `${sha256.toString('hex')} ${number} ${digest}`;
      });
    return [...files, ...moments, ...pictures].sort();
  } finally {
    catalog.close();
    thumbnails.close();
  }
}

/**
 * Files that are done, while an engine runs on the library; undefined where that cannot be read,
 * as before there is a library, or when nobody has opened it since it was killed.
 */
export function countDone(libraryPath: string): number | undefined {
  try {
    const path = join(libraryPath, 'catalog.sqlite');
    const catalog = new SqliteDatabase(path, { readonly: true, fileMustExist: true });
    try {
      const done = "SELECT count(*) FROM file WHERE state = 'done'";
      return catalog.prepare<[], number>(done).pluck().get();
    } finally {
      catalog.close();
    }
  } catch {
    return undefined;
  }
}
