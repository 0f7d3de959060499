import type { Migration } from '../migrate.ts';

/**
 * What is still to be read, as the time left is told from it; and the files that were set aside by
 * their reason, for lists of many thousands.
 */
export const migration013: Migration = {
  version: 13,
  name: 'activity',
  sql: `
    -- Whether a content is of this size: then the file may be a copy or have moved, and need
    -- hashing alone. Told when the file is seen, and while it waits when such a content comes.
    ALTER TABLE file ADD COLUMN known_size INTEGER NOT NULL DEFAULT 0 CHECK (known_size IN (0, 1));
    CREATE INDEX file_size ON file (size_bytes) WHERE state = 'waiting' AND known_size = 0;
    CREATE TRIGGER file_known_size AFTER INSERT ON content BEGIN
      UPDATE file SET known_size = 1
        WHERE state = 'waiting' AND known_size = 0 AND size_bytes = new.size_bytes;
    END;

    -- Files that wait or are being read, and their bytes; triggers keep the sums.
    CREATE TABLE file_work (
      folder_id INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE,
      kind TEXT NOT NULL,
      known_size INTEGER NOT NULL,
      files INTEGER NOT NULL CHECK (files >= 0),
      bytes INTEGER NOT NULL CHECK (bytes >= 0),
      PRIMARY KEY (folder_id, kind, known_size)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO file_work
      SELECT folder_id, kind, known_size, count(*), sum(size_bytes) FROM file
      WHERE state IN ('waiting', 'reading') GROUP BY folder_id, kind, known_size;

    CREATE TRIGGER file_work_insert AFTER INSERT ON file
      WHEN new.state IN ('waiting', 'reading') BEGIN
      INSERT INTO file_work VALUES (new.folder_id, new.kind, new.known_size, 1, new.size_bytes)
        ON CONFLICT DO UPDATE SET files = files + 1, bytes = bytes + excluded.bytes;
    END;
    CREATE TRIGGER file_work_delete AFTER DELETE ON file
      WHEN old.state IN ('waiting', 'reading') BEGIN
      UPDATE file_work SET files = files - 1, bytes = bytes - old.size_bytes
        WHERE folder_id = old.folder_id AND kind = old.kind AND known_size = old.known_size;
    END;
    -- Two, so that each may leave when its side has nothing to do with what is open.
    CREATE TRIGGER file_work_leave AFTER UPDATE OF state, folder_id, kind, known_size, size_bytes
      ON file WHEN old.state IN ('waiting', 'reading') BEGIN
      UPDATE file_work SET files = files - 1, bytes = bytes - old.size_bytes
        WHERE folder_id = old.folder_id AND kind = old.kind AND known_size = old.known_size;
    END;
    CREATE TRIGGER file_work_enter AFTER UPDATE OF state, folder_id, kind, known_size, size_bytes
      ON file WHEN new.state IN ('waiting', 'reading') BEGIN
      INSERT INTO file_work VALUES (new.folder_id, new.kind, new.known_size, 1, new.size_bytes)
        ON CONFLICT DO UPDATE SET files = files + 1, bytes = bytes + excluded.bytes;
    END;

    DROP INDEX file_set_aside;
    CREATE INDEX file_set_aside ON file (set_aside_code, path, folder_id)
      WHERE state = 'setAside';
  `,
};
