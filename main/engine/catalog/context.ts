/** What the parts of an open catalogue share. */
import type { Database } from 'better-sqlite3';
import type { ChangeLog } from './index-changes.ts';
import type { LibraryClock } from './library-clock.ts';
import type { OpenCatalogOptions } from './types.ts';

export type CatalogContext = {
  readonly database: Database;
  readonly thumbnails: Database;
  /** Absolute and real. */
  readonly libraryPath: string;
  readonly model: OpenCatalogOptions['model'];
  readonly modelId: number;
  readonly changes: ChangeLog;
  readonly clock: LibraryClock;
};

/** An item whose files or content a write changes: looked at before, settled at its end. */
export type Touch = (itemId: number | null) => void;
