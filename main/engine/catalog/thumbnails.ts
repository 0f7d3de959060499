/**
 * Thumbnails by the content's key and the moment's number, in a database of their own. Its column is
 * called `sha256`, which the key mostly is.
 */
import type { Database } from 'better-sqlite3';
import type { Thumbnail } from '../workers/types.ts';

/** 32 bytes of a lower-case hex SHA-256. Throws RangeError on anything else. */
export function hashBytes(contentHash: string): Buffer {
  if (!/^[0-9a-f]{64}$/.test(contentHash)) throw new RangeError(`no SHA-256: ${contentHash}`);
  return Buffer.from(contentHash, 'hex');
}

export function createThumbnailStore(database: Database) {
  const insert = database.prepare(`
    INSERT INTO thumbnail (sha256, number, width, height, webp) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (sha256, number) DO UPDATE SET
      width = excluded.width, height = excluded.height, webp = excluded.webp`);
  const select = database
    .prepare<[Buffer, number], Buffer>('SELECT webp FROM thumbnail WHERE sha256 = ? AND number = ?')
    .pluck();
  const putAll = database.transaction((key: Buffer, all: Iterable<Thumbnail>) => {
    let number = 0;
    for (const { width, height, data } of all) {
      insert.run(key, number, width, height, data);
      number += 1;
    }
  });
  const count = database
    .prepare<[Buffer], number>('SELECT count(*) FROM thumbnail WHERE sha256 = ?')
    .pluck();
  return {
    count: (hash: Buffer): number => count.get(hash) ?? 0,
    /** One transaction; what an earlier, killed run left is replaced. */
    put: (key: Buffer, all: Iterable<Thumbnail>) => putAll.immediate(key, all),
    get: (key: Buffer, number: number): Uint8Array | undefined => select.get(key, number),
  };
}
