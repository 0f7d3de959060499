/** Made libraries for the tests of this folder: real SQLite files in a temp folder. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saysNothing } from '../../contract/file-says.ts';
import { openCatalog } from '../open-catalog.ts';
import type {
  Catalog,
  NewContent,
  ObservedFile,
  OpenCatalogOptions,
  WaitingFile,
} from '../types.ts';

type Model = OpenCatalogOptions['model'];
/** Vitest's `onTestFinished`. */
type Defer = (cleanup: () => void) => void;

export const testModel: Model = { name: 'test', version: '1', codeBits: 64, dimension: 8 };

/** An empty folder that goes away with the test. */
export function temporaryFolder(defer: Defer): string {
  const path = realpathSync.native(mkdtempSync(join(tmpdir(), 'afterimage-catalog-')));
  defer(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export function folderIn(root: string, ...names: string[]): string {
  const path = join(root, ...names);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Opens the library in `root`; closed when the test ends. */
export function openIn(
  root: string,
  defer: Defer,
  model: Model = testModel,
  clocks?: OpenCatalogOptions['clocks'],
): Catalog {
  const libraryPath = join(root, 'library');
  const catalog = openCatalog({ libraryPath, model, ...(clocks && { clocks }) });
  defer(() => catalog.close());
  return catalog;
}

/** A file as observed; `bytes` stands for its content and decides size and time. */
export function observed(
  path: string,
  bytes: string,
  kind: 'photo' | 'video' = 'photo',
): ObservedFile {
  const { sizeBytes, modifiedNs } = identityOf(bytes);
  return { path, kind, sizeBytes, modifiedNs };
}

/** Two files that begin with the same four letters `long` have the same size, time and samples. */
export function identityOf(bytes: string) {
  const whole = createHash('sha256').update(bytes).digest();
  const digest = bytes.startsWith('long') ? createHash('sha256').update('long').digest() : whole;
  return {
    contentHash: whole.toString('hex'),
    sizeBytes: 1000 + digest.readUInt16LE(0),
    modifiedNs: String(1_700_000_000_000_000_000n + BigInt(digest.readUInt32LE(2)) * 1_000_000n),
  };
}

/** Of a large video, read whole. */
export function longIdentityOf(bytes: string) {
  const fingerprint = createHash('sha256').update('samples of the long one').digest('hex');
  return { ...identityOf(bytes), fingerprint };
}

/** `moments` of 0: a photo. Codes and vectors follow from the bytes. */
export function contentOf(bytes: string, moments = 0, model: Model = testModel): NewContent {
  const kind = moments === 0 ? 'photo' : 'video';
  return {
    ...identityOf(bytes),
    kind,
    metadata: {
      ...saysNothing,
      width: 400,
      height: 300,
      durationMs: moments === 0 ? null : moments * 1000,
      format: kind === 'photo' ? 'jpeg' : 'mp4',
      codec: kind === 'photo' ? null : 'h264',
      browserShows: true,
    },
    moments: Array.from({ length: Math.max(1, moments) }, (_, number) => {
      const digest = createHash('sha512').update(`${bytes} ${number} ${model.version}`).digest();
      return {
        timeMs: moments === 0 ? null : number * 1000,
        shot: 0,
        thumbnail: { data: Uint8Array.from(digest), width: 30, height: 20 },
        encoded: {
          code: Uint8Array.from(digest.subarray(0, model.codeBits / 8)),
          embedding: unitVector(digest, model.dimension),
          luma: Uint8Array.from({ length: 256 }, (_, place) => digest[place % digest.length] ?? 0),
        },
      };
    }),
  };
}

function unitVector(digest: Buffer, dimension: number): Float32Array {
  const values = Array.from({ length: dimension }, (_, index) => digest.readInt8(index));
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

/** What ingest does with one claimed file: link known bytes, else store them. */
export function ingestFile(catalog: Catalog, file: WaitingFile, bytes: string, moments = 0): void {
  const identity = identityOf(bytes);
  if (catalog.hasContent(identity.contentHash)) catalog.linkFile(file.fileId, identity);
  else catalog.storeContent(file.fileId, contentOf(bytes, moments));
}

/** Sees files of `folderId` and reads all that wait. `files`: path → bytes. */
export function indexFiles(
  catalog: Catalog,
  folderId: number,
  files: Readonly<Record<string, string>>,
): { encoded: number; linked: number } {
  catalog.recordSeen(
    folderId,
    Object.entries(files).map(([path, bytes]) => observed(path, bytes)),
  );
  let encoded = 0;
  let linked = 0;
  for (const file of catalog.claimWaiting(1000)) {
    const bytes = files[file.path];
    if (bytes === undefined) throw new Error(`no bytes for ${file.path}`);
    if (catalog.hasContent(identityOf(bytes).contentHash)) linked += 1;
    else encoded += 1;
    ingestFile(catalog, file, bytes);
  }
  return { encoded, linked };
}
