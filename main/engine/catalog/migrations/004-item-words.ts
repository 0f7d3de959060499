import type { Migration } from '../migrate.ts';

/**
 * Names of files and folders and of cameras, for finding an item by its words. The engine fills it
 * when it opens the library (item-words.ts).
 */
export const migration004: Migration = {
  version: 4,
  name: 'item-words',
  sql: `
    -- One row an item that is shown, by its id. It follows from the other tables.
    CREATE VIRTUAL TABLE item_words USING fts5 (
      name, folder, camera,
      content = '', contentless_delete = 1,
      tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
    CREATE TABLE item_words_built (format INTEGER NOT NULL) STRICT;
  `,
};
