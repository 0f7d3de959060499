import type { Migration } from '../migrate.ts';

/** Keyed by the bytes, not by ids of the catalogue: an orphan is harmless and found again. */
export const thumbnailsMigration001: Migration = {
  version: 1,
  name: 'initial',
  sql: `
    CREATE TABLE thumbnail (
      thumbnail_id INTEGER PRIMARY KEY,
      sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
      number INTEGER NOT NULL,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      webp BLOB NOT NULL,
      UNIQUE (sha256, number)
    ) STRICT;
  `,
};
