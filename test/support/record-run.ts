/** Writes down how a run of indexing went, so that what follows from it can be tested again. */
import type { Catalog, WaitingFile } from '../../main/engine/catalog/types.ts';
import type { Run, RunEvent } from '../../main/engine/ingest/time-left/replay-run.ts';
import type { Workers } from '../../main/engine/workers/types.ts';

const shareEveryMs = 1_000;

/** The same catalogue and workers, and `end`, which gives what was written down since the last. */
export function recordRuns(catalog: Catalog, workers: Workers) {
  let startMs = performance.now();
  const files = new Map<number, WaitingFile>();
  let events: RunEvent[] = [];
  const note = (fileId: number, what: RunEvent[2]) => {
    events.push([Math.round(performance.now() - startMs), fileId, what]);
  };
  const recordedCatalog: Catalog = {
    ...catalog,
    get epoch() {
      return catalog.epoch;
    },
    claimWaiting(limit, kind) {
      const claimed = catalog.claimWaiting(limit, kind);
      for (const file of claimed) files.set(file.fileId, file);
      return claimed;
    },
    linkFile(fileId, identity) {
      catalog.linkFile(fileId, identity);
      note(fileId, 'hashed');
    },
    storeContent(fileId, content) {
      catalog.storeContent(fileId, content);
      note(fileId, 'encoded');
    },
    setAside(fileId, code, detail) {
      catalog.setAside(fileId, code, detail);
      note(fileId, 'hashed');
    },
    requeue(fileId, options) {
      catalog.requeue(fileId, options);
      note(fileId, 'again');
    },
  };
  const recordedWorkers: Workers = {
    ...workers,
    decodeVideo(path, onSegment, options = {}) {
      const file = [...files.values()].find((each) => each.path === path);
      let notedMs = Number.NEGATIVE_INFINITY;
      const onShare = (share: number) => {
        options.onShare?.(share);
        if (file === undefined || performance.now() - notedMs < shareEveryMs) return;
        notedMs = performance.now();
        note(file.fileId, Math.round(share * 1000) / 1000);
      };
      return workers.decodeVideo(path, onSegment, { ...options, onShare });
    },
  };
  return {
    catalog: recordedCatalog,
    workers: recordedWorkers,
    begin() {
      startMs = performance.now();
      files.clear();
      events = [];
    },
    end: (): Run => ({
      decoders: workers.decoders(),
      files: [...files.values()].map(({ fileId, kind, sizeBytes, isSizeKnown }) => [
        fileId,
        kind,
        sizeBytes,
        isSizeKnown ? 1 : 0,
      ]),
      events,
    }),
  };
}
