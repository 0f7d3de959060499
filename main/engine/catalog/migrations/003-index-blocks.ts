import type { Migration } from '../migrate.ts';

/**
 * A million moments as rows take seconds to read at every start; as blocks of columns, a moment. The
 * engine fills them when it opens the library (index-blocks.ts), for the current model alone.
 */
export const migration003: Migration = {
  version: 3,
  name: 'index-blocks',
  sql: `
    -- Moments with ids from block * 256 on: item, time, shape, date and code of each.
    CREATE TABLE index_block (
      model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
      block INTEGER NOT NULL,
      moments INTEGER NOT NULL CHECK (moments > 0),
      columns BLOB NOT NULL,
      PRIMARY KEY (model_id, block)
    ) STRICT;
    -- Models whose blocks are kept up: the current one, once they were made.
    CREATE TABLE index_built (
      model_id INTEGER PRIMARY KEY REFERENCES model ON DELETE CASCADE
    ) STRICT;
  `,
};
