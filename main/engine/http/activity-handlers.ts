/** What indexing does, and what steers it: pauses, settings, files that are tried again. */
import { realpath } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import type { Handlers } from './handler.ts';
import type { Services } from './services.ts';

type ActivityRoute =
  | 'activity'
  | 'setAside'
  | 'retrySetAside'
  | 'trustedRetry'
  | 'trustedFilePath'
  | 'pause'
  | 'resume'
  | 'settings'
  | 'changeSettings'
  | 'countExcluded';

export function activityHandlers({ catalog, ingest }: Services): Pick<Handlers, ActivityRoute> {
  const retry = (which: Parameters<typeof catalog.retrySetAside>[0]) => {
    const { waiting, oddities } = catalog.retrySetAside(which);
    // What was set aside for what it is, not for its bytes, is nothing to read: it is looked at.
    ingest.wake({ lookAgain: oddities > 0 });
    return { files: waiting + oddities };
  };
  const settingsAnswer = () => ({
    settings: catalog.settings(),
    coresHere: availableParallelism(),
  });

  return {
    activity: () => ingest.activity(),
    setAside: ({ request }) => ({ files: catalog.setAsideFiles(request) }),
    retrySetAside: ({ request }) => retry(request),
    async trustedRetry({ request }) {
      const fileIds: number[] = [];
      for (const path of request.files) {
        // The catalogue knows real paths, and those of files that are gone as they were.
        const fileId = catalog.setAsideAt(await realpath(path).catch(() => path));
        if (fileId === undefined) {
          throw new EngineError('not-found', messages.http.notSetAside(path));
        }
        fileIds.push(fileId);
      }
      return retry({ fileIds });
    },
    trustedFilePath({ id }) {
      const path = catalog.filePath(id);
      if (path === undefined) throw new EngineError('not-found', messages.http.noFile(id));
      return { path };
    },
    pause({ request }) {
      ingest.pause(request.untilMs);
      return ingest.progress();
    },
    resume() {
      ingest.resume();
      return ingest.progress();
    },
    settings: settingsAnswer,
    changeSettings({ request }) {
      catalog.changeSettings(request);
      return settingsAnswer();
    },
    async countExcluded({ request }) {
      return { files: await ingest.countExcluded(request.exclude) };
    },
  };
}
