/**
 * Reads the XMP sidecars that wait, and, when nothing else is to be done, what photos and videos of
 * an earlier version's reading say of themselves. No picture is decoded for it.
 */
import type { Catalog, FileToDescribe, WaitingSidecar } from '../catalog/types.ts';
import { messages } from '../contract/messages/index.ts';
import { observe } from '../watch/observe.ts';
import { isSameState } from '../watch/settler.ts';
import { WorkerError, type Workers } from '../workers/types.ts';
import { describe, judge } from './verdict.ts';

export type SidecarReader = {
  /** Something may be waiting. */
  wake(): void;
  /** Why nothing can be read, when that is so; tried again at the next `wake`. */
  readonly trouble: string | null;
  close(): Promise<void>;
};

export type SidecarReaderOptions = {
  readonly catalog: Catalog;
  readonly workers: Workers;
  /** Resolves when reading may go on. */
  readonly gate: () => Promise<void>;
  /** Nothing is to be read now. */
  readonly isHeld: () => boolean;
  /** No file is waiting or being read. */
  readonly isIdle: () => boolean;
  /** A sidecar was read. */
  readonly onChange: () => void;
  readonly log: (line: string) => void;
};

const atATime = 16;
/** As of one that was never seen: the next walk finds it changed, and has it read again. */
const neverSeen = { sizeBytes: 0, modifiedNs: '0' };

export function createSidecarReader(options: SidecarReaderOptions): SidecarReader {
  const { catalog, workers } = options;
  const ending = new AbortController();
  const logged = new Set<string>();
  /** Contents whose files could not be read in this run. */
  const passedOver = new Set<number>();
  let trouble: string | null = null;
  let running: Promise<void> | undefined;
  let isWoken = false;

  const mayGoOn = () => !ending.signal.aborted && !options.isHeld() && trouble === null;

  const run = async () => {
    while (mayGoOn()) {
      isWoken = false;
      const waiting = catalog.sidecarsToRead(atATime);
      for (const sidecar of waiting) {
        await options.gate();
        if (mayGoOn()) await read(sidecar);
      }
      if (waiting.length > 0) options.onChange();
      else if (!(await describeSome()) && !isWoken) return;
    }
  };

  const read = async (sidecar: WaitingSidecar) => {
    try {
      const { says, problem, ...stamp } = await workers.readSidecar(sidecar.path, ending.signal);
      if (problem !== null) logOnce(sidecar.path, problem);
      catalog.storeSidecar(sidecar, stamp, says);
    } catch (error) {
      if (!(error instanceof WorkerError)) throw error;
      logOnce(sidecar.path, `${error.code} ${error.detail}`.trim());
      // What a child died of is not tried again before it changes.
      const isAnswer = judge(error, 1).type === 'set-aside' && error.code !== 'no-permission';
      catalog.storeSidecar(sidecar, isAnswer ? sidecar : neverSeen, null);
    }
  };

  /** Returns whether there was one to read. */
  const describeSome = async (): Promise<boolean> => {
    if (!options.isIdle()) return false;
    const limit = passedOver.size + 1;
    const next = catalog
      .contentsToDescribe(limit)
      .find(({ contentId }) => !passedOver.has(contentId));
    if (next === undefined) return false;
    await options.gate();
    if (mayGoOn()) await describeFile(next);
    return true;
  };

  const describeFile = async ({ contentId, path, kind, ...stamp }: FileToDescribe) => {
    const isAsKnown = async () => {
      const seen = await observe(path);
      return seen.type === 'file' && isSameState(seen.file, stamp);
    };
    try {
      if (!(await isAsKnown())) passedOver.add(contentId);
      else {
        const says = await workers.describe(path, kind, ending.signal);
        if (await isAsKnown()) catalog.storeDescription(contentId, says, stamp.modifiedNs);
        else passedOver.add(contentId);
      }
    } catch (error) {
      if (!(error instanceof WorkerError)) throw error;
      if (error.code === 'vanished' || error.code === 'read-error') passedOver.add(contentId);
      else catalog.storeDescription(contentId, null, stamp.modifiedNs);
    }
  };

  const logOnce = (path: string, detail: string) => {
    const line = messages.ingest.log.sidecarUnreadable(path, detail);
    if (!logged.has(line)) options.log(line);
    logged.add(line);
  };

  const stop = (error: unknown) => {
    if (ending.signal.aborted) return;
    trouble = messages.ingest.trouble.sidecars(describe(error));
    options.log(messages.ingest.log.troubled(trouble));
    options.onChange();
  };

  const reader: SidecarReader = {
    wake() {
      isWoken = true;
      trouble = null;
      if (running !== undefined || !mayGoOn()) return;
      running = run()
        .catch(stop)
        .finally(() => {
          running = undefined;
          // Woken between its last look and its end.
          if (isWoken && mayGoOn()) reader.wake();
        });
    },
    get trouble() {
      return trouble;
    },
    async close() {
      ending.abort();
      await running;
    },
  };
  return reader;
}
