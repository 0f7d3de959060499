import type { Database } from 'better-sqlite3';

/**
 * Files whose content misses a thumbnail wait to be read again; meanwhile search goes on finding
 * them. Returns how many.
 */
export function readWithoutThumbnails(database: Database, thumbnails: Database): number {
  database.prepare('ATTACH ? AS thumbnails').run(thumbnails.name);
  try {
    return database
      .prepare(`
        UPDATE file SET state = 'waiting', attempts = 0 WHERE state = 'done' AND content_id IN
          (SELECT content_id FROM moment JOIN content USING (content_id)
            WHERE NOT EXISTS (SELECT 1 FROM thumbnails.thumbnail
              WHERE thumbnail.sha256 = content.content_key AND thumbnail.number = moment.number))`)
      .run().changes;
  } finally {
    database.exec('DETACH thumbnails');
  }
}
