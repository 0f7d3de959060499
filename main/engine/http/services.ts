/** What the handlers stand on: the rooms of one engine, and what only its assembly can do. */
import type { ModelManifest } from '../../../models/manifest.ts';
import type { Catalog } from '../catalog/types.ts';
import type { About, CheckReport } from '../contract/library.ts';
import type { Ingest } from '../ingest/types.ts';
import type { SearchEngine } from '../search/types.ts';
import type { Sidecars } from '../sidecars/types.ts';
import type { Workers } from '../workers/types.ts';
import type { Pages } from './pages.ts';
import type { Parts } from './parts.ts';
import type { Renditions } from './renditions.ts';
import type { Uploads } from './uploads.ts';

export type Log = (line: string) => void;

export type Services = {
  readonly libraryPath: string;
  readonly catalog: Catalog;
  readonly ingest: Ingest;
  readonly search: SearchEngine;
  readonly sidecars: Sidecars;
  readonly workers: Workers;
  readonly manifest: ModelManifest;
  readonly renditions: Renditions;
  readonly uploads: Uploads;
  readonly pages: Pages;
  readonly parts: Parts;
  readonly log: Log;
  about(): Promise<About>;
  /** Verify the library beside everything else. */
  check(signal: AbortSignal): Promise<CheckReport>;
  /** Walk and watch every folder, if that has not begun. */
  startWatching(): void;
  /** A URL of the browser door with a fresh one-time token. */
  openBrowserDoor(port: number): Promise<string>;
  /** Begin to end the engine; returns at once. */
  stop(): void;
};
