import type { Migration } from '../migrate.ts';

/**
 * What a person adds to an item. It hangs at the item, so that it survives moves and edits. Tags and
 * albums are there as long as an item has them. The words of tags, albums and captions join those of
 * names; the engine fills them anew when it opens the library (item-words.ts).
 */
export const migration007: Migration = {
  version: 7,
  name: 'annotations',
  sql: `
    -- Absent where all of it is as at first.
    CREATE TABLE annotation (
      item_id INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
      rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
      favourite INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
      caption TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX annotation_rating ON annotation (rating);
    CREATE INDEX annotation_favourite ON annotation (item_id) WHERE favourite = 1;

    CREATE TABLE tag (
      tag_id INTEGER PRIMARY KEY,
      -- As it was first written.
      path TEXT NOT NULL,
      -- In one spelling, between slashes: '/places/italy/'.
      key TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE item_tag (
      item_id INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
      tag_id INTEGER NOT NULL REFERENCES tag,
      PRIMARY KEY (item_id, tag_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX item_of_tag ON item_tag (tag_id);

    CREATE TABLE album (
      album_id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      key TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE item_album (
      item_id INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
      album_id INTEGER NOT NULL REFERENCES album,
      PRIMARY KEY (item_id, album_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX item_of_album ON item_album (album_id);

    -- The last changes, and what each item had before, so that they can be undone.
    CREATE TABLE annotation_change (
      change_id INTEGER PRIMARY KEY AUTOINCREMENT,
      made_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE annotation_before (
      change_id INTEGER NOT NULL REFERENCES annotation_change ON DELETE CASCADE,
      item_id INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
      -- ItemAnnotations as JSON.
      before TEXT NOT NULL,
      PRIMARY KEY (change_id, item_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX annotation_before_of_item ON annotation_before (item_id);

    DROP TABLE item_words;
    CREATE VIRTUAL TABLE item_words USING fts5 (
      name, folder, camera, tag, album, caption,
      content = '', contentless_delete = 1,
      tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
    DELETE FROM item_words_built;
  `,
};
