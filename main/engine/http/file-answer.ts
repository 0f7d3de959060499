/** An original's bytes as an answer, with ranges and validators, read only. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { parseByteRange } from './byte-range.ts';
import { placeError } from './errors.ts';

export type OpenFile = {
  readonly path: string;
  readonly handle: FileHandle;
  readonly sizeBytes: number;
  /** Strong: changes with size and modification time. Quoted. */
  readonly entityTag: string;
};

/**
 * Open the first of these places that can be opened. Rejects with `offline` or `no-permission`
 * about the first one when none can.
 */
export async function openFirst(
  places: readonly { readonly path: string; readonly offline: boolean }[],
): Promise<OpenFile> {
  let failure: unknown;
  for (const { path } of places) {
    try {
      return await openOriginal(path);
    } catch (error) {
      failure ??= placeError(error, path);
    }
  }
  throw failure ?? new EngineError('offline', messages.http.offline(''));
}

async function openOriginal(path: string): Promise<OpenFile> {
  // O_NONBLOCK: a file that became a FIFO must not hang the request. Windows has neither.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw new EngineError('not-found', messages.http.vanished(path));
    const entityTag = `"${stats.size.toString(36)}-${stats.mtimeNs.toString(36)}"`;
    return { path, handle, sizeBytes: Number(stats.size), entityTag };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Takes over `file.handle`: closed when the body has been read, cancelled or is not needed. */
export async function fileAnswer(
  raw: Request,
  file: OpenFile,
  contentType: string,
): Promise<Response> {
  const headers = new Headers({
    'content-type': contentType,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    etag: file.entityTag,
  });
  if (raw.headers.get('if-none-match') === file.entityTag) {
    await file.handle.close();
    return new Response(null, { status: 304, headers });
  }
  const condition = raw.headers.get('if-range');
  const range = parseByteRange(
    condition === null || condition === file.entityTag ? raw.headers.get('range') : null,
    file.sizeBytes,
  );
  if (range === 'unsatisfiable') {
    await file.handle.close();
    headers.delete('content-type');
    headers.set('content-range', `bytes */${file.sizeBytes}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range === 'whole' ? { start: 0, end: file.sizeBytes - 1 } : range;
  headers.set('content-length', String(end - start + 1));
  if (range !== 'whole') headers.set('content-range', `bytes ${start}-${end}/${file.sizeBytes}`);
  const status = range === 'whole' ? 200 : 206;
  if (raw.method === 'HEAD' || file.sizeBytes === 0) {
    await file.handle.close();
    return new Response(null, { status, headers });
  }
  const stream = file.handle.createReadStream({ start, end, highWaterMark: 256 * 1024 });
  return new Response(streamBody(stream, raw.signal), { status, headers });
}

/** A node stream as a body that is destroyed when the client goes away. */
export function streamBody(stream: Readable, signal: AbortSignal): ReadableStream<Uint8Array> {
  const stop = () => stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  stream.once('close', () => signal.removeEventListener('abort', stop));
  // The reader of the body hears of an error; without a listener here a late one would be thrown.
  stream.on('error', () => undefined);
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}
