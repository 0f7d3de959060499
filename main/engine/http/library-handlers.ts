/** What the library says of itself, and the commands that steer indexing. */

import { basename } from 'node:path';
import { EngineError } from '../contract/errors.ts';
import type { ItemDetail } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import type { Handlers } from './handler.ts';
import { progressStream } from './progress-stream.ts';
import type { Services } from './services.ts';
import { shownAs } from './shown-as.ts';

export function libraryHandlers(
  services: Services,
): Pick<
  Handlers,
  'status' | 'progress' | 'events' | 'about' | 'pause' | 'resume' | 'retrySetAside' | 'item'
> {
  const { catalog, ingest } = services;
  return {
    status: () => catalog.status(),
    progress: () => ingest.progress(),
    events: () => progressStream(ingest),
    about: () => services.about(),
    pause() {
      ingest.pause();
      return ingest.progress();
    },
    resume() {
      ingest.resume();
      return ingest.progress();
    },
    retrySetAside() {
      catalog.retrySetAside();
      ingest.wake();
      return ingest.progress();
    },
    item: ({ id }) => itemDetail(services, id),
  };
}

function itemDetail({ catalog }: Services, itemId: number): ItemDetail {
  const item = catalog.item(itemId);
  if (item === undefined) throw new EngineError('not-found', messages.http.noItem(itemId));
  const { metadata, files } = item;
  const { latitude, longitude } = metadata;
  return {
    itemId,
    kind: item.kind,
    name: basename(files[0]?.path ?? ''),
    paths: files.map((file) => file.path),
    offline: files.every((file) => file.offline),
    width: metadata.width,
    height: metadata.height,
    durationMs: metadata.durationMs,
    sizeBytes: item.sizeBytes,
    capturedAt: metadata.capturedAt,
    title: metadata.title,
    camera: metadata.camera,
    lens: metadata.lens,
    exposure: metadata.exposure,
    place: latitude === null || longitude === null ? null : { latitude, longitude },
    moments: item.moments.map(({ momentId, timeMs }) => ({ momentId, timeMs })),
    annotations: catalog.annotations(itemId),
    display: metadata.browserShows ? 'original' : 'rendition',
    shownAs: shownAs(item),
  };
}
