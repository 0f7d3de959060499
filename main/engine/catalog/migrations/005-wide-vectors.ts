import type { Migration } from '../migrate.ts';

/**
 * New vectors are int16, those that are there stay int8 (contract/stored-vector.ts). Nothing in the
 * schema changes; a program that would take them for damage does not open the library.
 */
export const migration005: Migration = { version: 5, name: 'wide-vectors', sql: '' };
