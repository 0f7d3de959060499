import type { Migration } from '../migrate.ts';

/** Changes nothing: its number was passed over, and libraries that have it may not lack it. */
export const migration009: Migration = { version: 9, name: 'nothing', sql: '' };
