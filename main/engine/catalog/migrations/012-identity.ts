import type { Migration } from '../migrate.ts';

const nowMs = `CAST(strftime('%s', 'now') AS INTEGER) * 1000`;

/**
 * A large video is known by samples until it is read whole; what is hidden is kept for a while and
 * then purged; folders and the mounts below them are known by their file systems.
 */
export const migration012: Migration = {
  version: 12,
  name: 'identity',
  sql: `
    -- What the content is called here, for ever; its thumbnails are kept under it. The SHA-256, or
    -- the fingerprint where the bytes had not been read whole when it was stored.
    ALTER TABLE content RENAME COLUMN sha256 TO content_key;
    -- Of all bytes; null until they have been read whole.
    ALTER TABLE content ADD COLUMN sha256 BLOB CHECK (length(sha256) = 32);
    -- Of samples of a large video (models/decoder/sample.ts).
    ALTER TABLE content ADD COLUMN fingerprint BLOB CHECK (length(fingerprint) = 32);
    -- Modification time of the file in which these bytes were found last.
    ALTER TABLE content ADD COLUMN modified_ns TEXT;
    -- Since when no item has it: what an edited photo was before.
    ALTER TABLE content ADD COLUMN left_ms INTEGER;
    UPDATE content SET sha256 = content_key;
    UPDATE content SET left_ms = ${nowMs}
      WHERE NOT EXISTS (SELECT 1 FROM item WHERE item.content_id = content.content_id);
    CREATE UNIQUE INDEX content_sha256 ON content (sha256) WHERE sha256 IS NOT NULL;
    CREATE INDEX content_fingerprint ON content (fingerprint) WHERE fingerprint IS NOT NULL;
    CREATE INDEX content_size ON content (size_bytes);
    CREATE INDEX content_left ON content (left_ms) WHERE left_ms IS NOT NULL;

    -- Recognised by samples alone; to be read whole when there is nothing else to do.
    ALTER TABLE file ADD COLUMN sampled INTEGER NOT NULL DEFAULT 0 CHECK (sampled IN (0, 1));
    -- On a drive that is mounted below its folder, and not there now.
    ALTER TABLE file ADD COLUMN offline INTEGER NOT NULL DEFAULT 0 CHECK (offline IN (0, 1));
    CREATE INDEX file_sampled ON file (file_id) WHERE sampled = 1;
    CREATE INDEX file_offline ON file (folder_id, state) WHERE offline = 1;
    CREATE INDEX file_of_content ON file (content_id) WHERE content_id IS NOT NULL;
    DROP INDEX file_waiting;
    CREATE INDEX file_waiting ON file (folder_id, kind, attempts, modified_ms DESC)
      WHERE state = 'waiting' AND offline = 0;

    -- Of which file the finished segments are: samples alone do not tell that.
    ALTER TABLE unfinished ADD COLUMN modified_ns TEXT;

    -- How far a sampled file has been read, or what came of it where that was not as expected.
    CREATE TABLE file_hash (
      file_id INTEGER PRIMARY KEY REFERENCES file ON DELETE CASCADE,
      size_bytes INTEGER NOT NULL,
      modified_ns TEXT NOT NULL,
      position INTEGER NOT NULL,
      state BLOB,
      sha256 BLOB CHECK (length(sha256) = 32),
      CHECK ((state IS NULL) <> (sha256 IS NULL))
    ) STRICT;

    -- What is hidden was kept for ever: its days are counted from now on.
    UPDATE item SET hidden_ms = ${nowMs} WHERE visible = 0;
    UPDATE folder SET removed_ms = ${nowMs} WHERE removed_ms IS NOT NULL;
    CREATE INDEX item_hidden ON item (hidden_ms) WHERE visible = 0;
    -- Contents that were purged, and whose thumbnails, in a database of their own, are next.
    CREATE TABLE purged_content (content_key BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
    -- A removed folder that is to be forgotten at once.
    ALTER TABLE folder ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1));
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    -- What tells a file system from others (watch/mounts.ts).
    ALTER TABLE volume RENAME COLUMN device TO file_system;
    -- Of the folder itself, when it was there last; null before that is known.
    ALTER TABLE folder ADD COLUMN inode TEXT;
    -- Drives that are mounted below a watched folder.
    CREATE TABLE mount_point (
      path TEXT PRIMARY KEY,
      folder_id INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE,
      volume_id INTEGER NOT NULL REFERENCES volume,
      inode TEXT NOT NULL,
      offline INTEGER NOT NULL DEFAULT 0 CHECK (offline IN (0, 1))
    ) STRICT, WITHOUT ROWID;
  `,
};
