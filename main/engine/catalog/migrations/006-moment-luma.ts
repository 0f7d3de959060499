import type { Migration } from '../migrate.ts';

/**
 * Each moment's brightness on a coarse grid (models/runtime/luma.ts), by which near duplicates are told.
 * It is no model's: it stays when another one is chosen. What an earlier version stored has none, and no
 * near duplicates, until its bytes change or another model is chosen.
 */
export const migration006: Migration = {
  version: 6,
  name: 'moment-luma',
  sql: `
    CREATE TABLE moment_luma (
      moment_id INTEGER PRIMARY KEY REFERENCES moment ON DELETE CASCADE,
      luma BLOB NOT NULL CHECK (length(luma) = 256)
    ) STRICT;
  `,
};
