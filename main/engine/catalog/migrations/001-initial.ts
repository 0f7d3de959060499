import type { Migration } from '../migrate.ts';

/**
 * The first schema: what shared tables mean is told in docs/architecture.md. Ids that leave the
 * catalogue (item, moment, file in flight) are AUTOINCREMENT, so that none is ever reused.
 */
export const migration001: Migration = {
  version: 1,
  name: 'initial',
  sql: `
    CREATE TABLE volume (
      volume_id INTEGER PRIMARY KEY,
      device TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE folder (
      folder_id INTEGER PRIMARY KEY AUTOINCREMENT,
      volume_id INTEGER NOT NULL REFERENCES volume,
      path TEXT NOT NULL UNIQUE,
      offline INTEGER NOT NULL DEFAULT 0 CHECK (offline IN (0, 1)),
      -- Not watched any more. Its files stay, so that adding it again reads nothing twice.
      removed_ms INTEGER
    ) STRICT;

    CREATE TABLE content (
      content_id INTEGER PRIMARY KEY,
      sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
      size_bytes INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('photo', 'video')),
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      duration_ms REAL,
      captured_at TEXT,
      camera TEXT,
      latitude REAL,
      longitude REAL,
      format TEXT NOT NULL,
      codec TEXT,
      browser_shows INTEGER NOT NULL CHECK (browser_shows IN (0, 1)),
      -- Capture, or modification where capture is unknown.
      date_ms INTEGER NOT NULL,
      moment_count INTEGER NOT NULL CHECK (moment_count > 0)
    ) STRICT;

    CREATE TABLE item (
      item_id INTEGER PRIMARY KEY AUTOINCREMENT,
      content_id INTEGER NOT NULL UNIQUE REFERENCES content,
      -- Whether a watched folder has a file of it; kept true by every write.
      visible INTEGER NOT NULL DEFAULT 0 CHECK (visible IN (0, 1)),
      created_ms INTEGER NOT NULL,
      hidden_ms INTEGER
    ) STRICT;

    CREATE TABLE file (
      file_id INTEGER PRIMARY KEY AUTOINCREMENT,
      folder_id INTEGER NOT NULL REFERENCES folder,
      path TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL CHECK (kind IN ('photo', 'video')),
      size_bytes INTEGER NOT NULL,
      -- Text, because it exceeds 2^53 and may exceed 2^63.
      modified_ns TEXT NOT NULL,
      modified_ms INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'reading', 'done', 'setAside')),
      attempts INTEGER NOT NULL DEFAULT 0,
      set_aside_code TEXT,
      set_aside_detail TEXT,
      -- A FIFO, a name that is not UTF-8: reading it must not even be tried.
      oddity INTEGER NOT NULL DEFAULT 0 CHECK (oddity IN (0, 1)),
      item_id INTEGER REFERENCES item,
      -- What search shows of this place; the bytes before, while changed ones are waiting.
      content_id INTEGER REFERENCES content,
      CHECK ((state = 'setAside') = (set_aside_code IS NOT NULL)),
      CHECK (state <> 'done' OR content_id IS NOT NULL),
      CHECK (content_id IS NULL OR item_id IS NOT NULL),
      CHECK (oddity = 0 OR state = 'setAside')
    ) STRICT;
    CREATE INDEX file_of_item ON file (item_id) WHERE item_id IS NOT NULL;
    CREATE INDEX file_reading ON file (folder_id) WHERE state = 'reading';
    CREATE INDEX file_set_aside ON file (folder_id) WHERE state = 'setAside';
    CREATE INDEX file_waiting ON file (folder_id, kind, attempts, modified_ms DESC)
      WHERE state = 'waiting';

    CREATE TABLE moment (
      moment_id INTEGER PRIMARY KEY AUTOINCREMENT,
      content_id INTEGER NOT NULL REFERENCES content ON DELETE CASCADE,
      number INTEGER NOT NULL,
      time_ms INTEGER,
      shot INTEGER NOT NULL,
      UNIQUE (content_id, number)
    ) STRICT;

    CREATE TABLE model (
      model_id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      version TEXT NOT NULL,
      code_bits INTEGER NOT NULL,
      dimension INTEGER NOT NULL,
      -- The one that every done file is coded by.
      current INTEGER NOT NULL DEFAULT 0 CHECK (current IN (0, 1)),
      UNIQUE (name, version, code_bits, dimension)
    ) STRICT;

    -- A content that is completely coded by a model.
    CREATE TABLE coding (
      content_id INTEGER NOT NULL REFERENCES content ON DELETE CASCADE,
      model_id INTEGER NOT NULL REFERENCES model,
      PRIMARY KEY (content_id, model_id)
    ) STRICT, WITHOUT ROWID;

    -- Clustered, so that loading an index is one sequential read and a new code one more page.
    CREATE TABLE code (
      moment_id INTEGER NOT NULL REFERENCES moment ON DELETE CASCADE,
      model_id INTEGER NOT NULL REFERENCES model,
      code BLOB NOT NULL,
      vector BLOB NOT NULL,
      PRIMARY KEY (moment_id, model_id)
    ) STRICT, WITHOUT ROWID;
  `,
};
