import type { Migration } from '../migrate.ts';

/**
 * What is finished of a video that is still being read, so that an engine that is killed goes on there.
 * All of it is here, thumbnails too, in one database and thus in one transaction, and apart from what
 * search, `check` and the counts know of, until `storeContent` takes it over.
 */
export const migration008: Migration = {
  version: 8,
  name: 'unfinished-videos',
  sql: `
    CREATE TABLE unfinished (
      unfinished_id INTEGER PRIMARY KEY,
      sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
      model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
      -- Of the file: no file of this size to be read, no use for it.
      size_bytes INTEGER NOT NULL,
      moment_count INTEGER NOT NULL CHECK (moment_count >= 0),
      -- Where the decoder goes on, in its own words.
      resume BLOB NOT NULL
    ) STRICT;

    CREATE TABLE unfinished_moment (
      unfinished_id INTEGER NOT NULL REFERENCES unfinished ON DELETE CASCADE,
      number INTEGER NOT NULL,
      time_ms INTEGER,
      shot INTEGER NOT NULL,
      code BLOB NOT NULL,
      vector BLOB NOT NULL,
      luma BLOB NOT NULL CHECK (length(luma) = 256),
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      webp BLOB NOT NULL,
      PRIMARY KEY (unfinished_id, number)
    ) STRICT;
  `,
};
