/** Thumbnails, photos and videos for the page. */
import { createHash } from 'node:crypto';
import type { ItemRecord } from '../catalog/types.ts';
import { EngineError } from '../contract/errors.ts';
import type { ItemDetail } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import { type RenderedVideo, WorkerError } from '../workers/types.ts';
import { placeError, workerSentence } from './errors.ts';
import { fileAnswer, type OpenFile, openFirst, streamBody } from './file-answer.ts';
import type { Handlers } from './handler.ts';
import { mediaType } from './media-types.ts';
import type { Services } from './services.ts';
import { shownAs } from './shown-as.ts';

/** Enough for a large screen; the original is one click away in the file manager. */
const displayEdgePixels = 2560;

export function mediaHandlers(
  services: Services,
): Pick<Handlers, 'thumbnail' | 'photo' | 'video' | 'motion' | 'motionVideo'> {
  const { catalog, workers, renditions } = services;
  return {
    thumbnail({ id, raw }) {
      const bytes = catalog.thumbnail(id);
      if (bytes === undefined) throw new EngineError('not-found', messages.http.noMoment(id));
      // A moment's picture never changes. The next library on this port has moments of the same
      // numbers but another cookie.
      const lifetime = { 'cache-control': 'private, max-age=31536000, immutable', vary: 'cookie' };
      return bytesAnswer(raw, bytes, lifetime);
    },
    async photo({ id, raw }) {
      const item = itemShownAs(services, id, 'image');
      const file = await openFirst(item.files);
      if (item.metadata.browserShows) {
        return fileAnswer(raw, file, mediaType(item.metadata.format));
      }
      await file.handle.close();
      const key = `${file.path}\n${file.entityTag}\n${displayEdgePixels}`;
      const bytes = await renditions
        .get(key, () => workers.renderPhoto(file.path, displayEdgePixels))
        .catch((error) => cannotShow(error, file));
      return bytesAnswer(raw, bytes, { 'cache-control': 'private, no-cache' });
    },
    async video({ id, raw, request }) {
      const item = itemShownAs(services, id, 'player');
      const file = await openFirst(item.files);
      if (item.metadata.browserShows) {
        return fileAnswer(raw, file, mediaType(item.metadata.format));
      }
      await file.handle.close();
      return renditionAnswer(raw, file, () => workers.renderVideo(file.path, request.fromMs));
    },
    async motion({ id }) {
      const { part } = await motionOf(services, id);
      return { hasMotion: part !== null };
    },
    async motionVideo({ id, raw }) {
      const { file, part } = await motionOf(services, id);
      if (part === null) throw new EngineError('not-found', messages.http.noMotion(id));
      return renditionAnswer(raw, file, () => workers.renderVideo(file.path, 0, part));
    },
  };
}

async function motionOf(services: Services, itemId: number) {
  const file = await openFirst(itemShownAs(services, itemId, 'image').files);
  await file.handle.close();
  const part = await services.workers
    .findMotion(file.path)
    .catch((error) => cannotShow(error, file));
  return { file, part };
}

async function renditionAnswer(
  raw: Request,
  file: OpenFile,
  render: () => Promise<RenderedVideo>,
): Promise<Response> {
  const headers = { 'cache-control': 'no-store', 'accept-ranges': 'none' };
  if (raw.method === 'HEAD') {
    return new Response(null, { headers: { ...headers, 'content-type': 'video/mp4' } });
  }
  const rendered = await render().catch((error) => cannotShow(error, file));
  if (raw.signal.aborted) rendered.stream.destroy();
  return new Response(streamBody(rendered.stream, raw.signal), {
    headers: { ...headers, 'content-type': rendered.contentType },
  });
}

/** Throws `not-found` when there is none, or one that is shown otherwise. */
function itemShownAs(services: Services, itemId: number, how: ItemDetail['shownAs']): ItemRecord {
  const item = services.catalog.item(itemId);
  if (item === undefined) throw new EngineError('not-found', messages.http.noItem(itemId));
  if (shownAs(item) !== how) {
    const asked = how === 'image' ? 'photo' : 'video';
    throw new EngineError('not-found', messages.http.wrongKind(itemId, asked));
  }
  return item;
}

function bytesAnswer(raw: Request, bytes: Uint8Array, lifetime: Record<string, string>): Response {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const headers = { 'content-type': 'image/webp', etag, ...lifetime };
  if (raw.headers.get('if-none-match') === etag)
    return new Response(null, { status: 304, headers });
  const body = raw.method === 'HEAD' ? null : new Uint8Array(bytes);
  return new Response(body, {
    headers: { ...headers, 'content-length': String(bytes.length) },
  });
}

function cannotShow(error: unknown, file: OpenFile): never {
  if (!(error instanceof WorkerError)) throw placeError(error, file.path);
  const detail = workerSentence(error);
  throw new EngineError('cannot-show', messages.http.cannotShow(file.path, detail), {
    cause: error,
  });
}
