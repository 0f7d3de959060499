/** What schema 2 added to schema 1, as text that never changes: run on a library with rows. */
export const schema2Sql = `
    CREATE TABLE file_count (
      folder_id INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE,
      state TEXT NOT NULL,
      files INTEGER NOT NULL CHECK (files >= 0),
      PRIMARY KEY (folder_id, state)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO file_count SELECT folder_id, state, count(*) FROM file GROUP BY folder_id, state;

    CREATE TRIGGER file_counts_insert AFTER INSERT ON file BEGIN
      INSERT INTO file_count VALUES (new.folder_id, new.state, 1)
        ON CONFLICT (folder_id, state) DO UPDATE SET files = files + 1;
    END;
    CREATE TRIGGER file_counts_delete AFTER DELETE ON file BEGIN
      UPDATE file_count SET files = files - 1
        WHERE folder_id = old.folder_id AND state = old.state;
    END;
    CREATE TRIGGER file_counts_update AFTER UPDATE OF state, folder_id ON file
      WHEN old.state <> new.state OR old.folder_id <> new.folder_id BEGIN
      UPDATE file_count SET files = files - 1
        WHERE folder_id = old.folder_id AND state = old.state;
      INSERT INTO file_count VALUES (new.folder_id, new.state, 1)
        ON CONFLICT (folder_id, state) DO UPDATE SET files = files + 1;
    END;
  
    PRAGMA user_version = 2;
`;
