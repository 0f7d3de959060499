import type { Migration } from '../migrate.ts';

/** Of another change that is under way. */
export const migration009: Migration = { version: 9, name: 'placeholder', sql: '' };
