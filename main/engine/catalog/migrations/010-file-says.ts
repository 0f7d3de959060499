import type { Migration } from '../migrate.ts';

/**
 * What files and their XMP sidecars say beyond what search needed so far. Of contents that an earlier
 * version read only the camera's clock is told from the instant here; the rest is read again when
 * there is time (`described`). The words of lenses join those of cameras.
 */
export const migration010: Migration = {
  version: 10,
  name: 'file-says',
  sql: `
    -- On the camera's clock, as if that were UTC: of what day it is.
    ALTER TABLE content ADD COLUMN local_ms INTEGER NOT NULL DEFAULT 0;
    -- Lens, exposure, title, and what people wrote into it: JSON, see file-says.ts.
    ALTER TABLE content ADD COLUMN says TEXT NOT NULL DEFAULT '{}';
    -- By which version of our reading; 0 before there was one.
    ALTER TABLE content ADD COLUMN described INTEGER NOT NULL DEFAULT 0;
    UPDATE content SET
      local_ms = coalesce(unixepoch(substr(captured_at, 1, 19)) * 1000, date_ms);
    CREATE INDEX content_undescribed ON content (content_id) WHERE described = 0;

    -- An XMP sidecar as the watcher saw it. It is no file of the library and in none of its sums.
    CREATE TABLE sidecar (
      sidecar_id INTEGER PRIMARY KEY AUTOINCREMENT,
      folder_id INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE,
      path TEXT NOT NULL UNIQUE,
      -- The path without its ending: of a file, or of all files of that name with any ending.
      base TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      modified_ns TEXT NOT NULL,
      -- Whether it is to be read; what it said before holds meanwhile.
      waiting INTEGER NOT NULL DEFAULT 1 CHECK (waiting IN (0, 1)),
      -- SidecarSays as JSON; absent before it was read, and where it is no XMP.
      says TEXT
    ) STRICT;
    CREATE INDEX sidecar_of_base ON sidecar (base);
    CREATE INDEX sidecar_waiting ON sidecar (folder_id) WHERE waiting = 1;

    -- Of items whose files or sidecars say something: what they have said so far, so that what is new
    -- can be told; and what a sidecar sets right, which follows from the other tables.
    CREATE TABLE item_says (
      item_id INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
      -- Said as JSON.
      said TEXT NOT NULL,
      -- Shot as JSON, and of it what search needs; absent where no sidecar sets anything right.
      shot TEXT,
      date_ms INTEGER,
      local_ms INTEGER,
      latitude REAL,
      longitude REAL
    ) STRICT;

    DROP TABLE item_words;
    CREATE VIRTUAL TABLE item_words USING fts5 (
      name, folder, camera, lens, tag, album, caption,
      content = '', contentless_delete = 1,
      tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
    DELETE FROM item_words_built;
  `,
};
