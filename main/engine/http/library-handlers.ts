/** What the library says of itself. */

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
): Pick<Handlers, 'status' | 'progress' | 'events' | 'about' | 'item'> {
  const { catalog, ingest } = services;
  return {
    // One after the other without a turn between them: their sums agree.
    status() {
      const { hidden, sampled, setAside } = catalog.status();
      return { ...ingest.activity(), hidden, sampled, setAside: [...setAside] };
    },
    progress: () => ingest.progress(),
    events: () => progressStream(ingest),
    about: () => services.about(),
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
