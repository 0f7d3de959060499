/** What lies at one path, in the terms of the catalogue. Opens nothing but `.ts` and `.mts` files. */
import { type BigIntStats, lstat as lstatWithCallback } from 'node:fs';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ObservedFile, ObservedOddity, ObservedSidecar } from '../catalog/types.ts';
import type { MediaKind } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import { isSidecarPath } from '../contract/places.ts';
import { mediaKindOf, needsLookInside } from './media-kinds.ts';
import { looksLikeTransportStream } from './transport-stream.ts';

/** A third faster than `fs/promises`' own, which counts where a walk looks at 100,000 files. */
const lstat = promisify(lstatWithCallback);

export type Observation =
  | { readonly type: 'file'; readonly file: ObservedFile }
  /** An XMP file, whatever it belongs to. */
  | { readonly type: 'sidecar'; readonly sidecar: ObservedSidecar }
  | { readonly type: 'oddity'; readonly oddity: ObservedOddity }
  | { readonly type: 'directory' }
  /** Not a photo or video by its name, or a link to a directory. */
  | { readonly type: 'other' }
  | { readonly type: 'gone' }
  /** It is not known what lies there: the answer must not count as "gone". */
  | { readonly type: 'unknown'; readonly error: NodeJS.ErrnoException };

/**
 * A link to a file is that file at another place. A link to a directory is not followed: it could
 * lead in circles, and what it shows belongs to the folder it points into.
 */
export async function observe(path: string): Promise<Observation> {
  const kind = mediaKindOf(path);
  try {
    const own = await lstat(path, { bigint: true });
    if (own.isDirectory()) return { type: 'directory' };
    if (kind === undefined) return isSidecarPath(path) ? asSidecar(path, own) : { type: 'other' };
    const status = own.isSymbolicLink() ? await statTarget(path) : own;
    if (status === undefined) return odd(path, kind, messages.ingest.oddities.deadLink);
    if (status.isDirectory()) return { type: 'other' };
    if (!status.isFile()) return odd(path, kind, nameOfType(status));
    if (needsLookInside(path) && !(await looksLikeTransportStream(path))) return { type: 'other' };
    return {
      type: 'file',
      file: { path, kind, ...stampOf(status) },
    };
  } catch (error) {
    return failed(path, kind, error as NodeJS.ErrnoException);
  }
}

/** Whatever is no ordinary file says nothing, and is told to nobody. */
async function asSidecar(path: string, own: BigIntStats): Promise<Observation> {
  const status = own.isSymbolicLink() ? await statTarget(path) : own;
  if (!status?.isFile()) return { type: 'other' };
  return { type: 'sidecar', sidecar: { path, ...stampOf(status) } };
}

function stampOf(status: BigIntStats) {
  return { sizeBytes: Number(status.size), modifiedNs: status.mtimeNs.toString() };
}

function failed(
  path: string,
  kind: MediaKind | undefined,
  error: NodeJS.ErrnoException,
): Observation {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return { type: 'gone' };
  if (kind !== undefined && (error.code === 'EACCES' || error.code === 'EPERM')) {
    return { type: 'oddity', oddity: { path, kind, code: 'no-permission', detail: '' } };
  }
  return { type: 'unknown', error };
}

/** Undefined for a link that leads nowhere or in circles. */
async function statTarget(path: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw error;
  }
}

function odd(path: string, kind: MediaKind, detail: string): Observation {
  return { type: 'oddity', oddity: { path, kind, code: 'not-a-regular-file', detail } };
}

function nameOfType(status: BigIntStats): string {
  if (status.isFIFO()) return messages.ingest.oddities.pipe;
  if (status.isSocket()) return messages.ingest.oddities.socket;
  return messages.ingest.oddities.device;
}
