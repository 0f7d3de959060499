import type { Migration } from '../migrate.ts';

/**
 * A million moments as rows take seconds to read at every start; as blocks of columns, a moment. The
 * engine fills them when it opens the library (index-blocks.ts), for the current model alone. The
 * vectors are read for a query's candidates alone, a few thousand in no order of their own: rows of
 * 800 bytes are found quickly through a small index beside them, not in a tree that holds them too.
 */
export const migration003: Migration = {
  version: 3,
  name: 'index-blocks',
  rewrites: true,
  sql: `
    -- Moments with ids from block * 256 on: item, time, shape, date and code of each.
    CREATE TABLE index_block (
      model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
      block INTEGER NOT NULL,
      moments INTEGER NOT NULL CHECK (moments > 0),
      columns BLOB NOT NULL,
      crc32 INTEGER NOT NULL,
      PRIMARY KEY (model_id, block)
    ) STRICT;
    -- Models whose blocks are kept up, the current one once they were made, and of what format.
    CREATE TABLE index_built (
      model_id INTEGER PRIMARY KEY REFERENCES model ON DELETE CASCADE,
      format INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE code_in_rows (
      moment_id INTEGER NOT NULL REFERENCES moment ON DELETE CASCADE,
      model_id INTEGER NOT NULL REFERENCES model,
      code BLOB NOT NULL,
      vector BLOB NOT NULL,
      PRIMARY KEY (moment_id, model_id)
    ) STRICT;
    -- Without what refers to nothing: it would stop the upgrade, and is of no use.
    INSERT INTO code_in_rows
      SELECT moment_id, model_id, code, vector FROM code
      WHERE moment_id IN (SELECT moment_id FROM moment)
        AND model_id IN (SELECT model_id FROM model)
      ORDER BY moment_id, model_id;
    DROP TABLE code;
    ALTER TABLE code_in_rows RENAME TO code;
  `,
};
