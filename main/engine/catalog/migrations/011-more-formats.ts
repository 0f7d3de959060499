import type { Migration } from '../migrate.ts';

/** HEIC, RAW and others are read now: what was set aside for its format waits again. */
export const migration011: Migration = {
  version: 11,
  name: 'more-formats',
  sql: `
    UPDATE file SET state = 'waiting', attempts = 0, set_aside_code = NULL, set_aside_detail = NULL
      WHERE state = 'setAside' AND set_aside_code = 'unsupported-format';
  `,
};
