import type { Migration } from '../migrate.ts';

/** Of another change that is under way. */
export const migration008: Migration = { version: 8, name: 'placeholder', sql: '' };
