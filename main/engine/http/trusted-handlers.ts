/** What only the command line and the shell may ask: the routes that take or hand out paths. */
import { realpath } from 'node:fs/promises';
import type { FolderRecord } from '../catalog/types.ts';
import { EngineError } from '../contract/errors.ts';
import type { IndexSummary } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import type { Region } from '../contract/search.ts';
import { answerSearch } from './answer-search.ts';
import { exampleFile } from './example-files.ts';
import { refuseLeftOut, watchedFolder } from './folder-handlers.ts';
import { isInside, readableFolder, refuseLibraryItself } from './folder-paths.ts';
import type { Handlers } from './handler.ts';
import type { Services } from './services.ts';

type TrustedRoute =
  | 'trustedSearch'
  | 'trustedIndex'
  | 'trustedCheck'
  | 'trustedPaths'
  | 'trustedWatch'
  | 'trustedBrowserDoor'
  | 'trustedStop';

export function trustedHandlers(services: Services): Pick<Handlers, TrustedRoute> {
  const { catalog } = services;
  return {
    async trustedSearch({ request, raw }) {
      const { text, limit, leaveOutExamples, strictness } = request;
      // The catalogue knows real paths; a missing file is spoken of as it was given.
      const real = (path: string) => realpath(path).catch(() => path);
      const likeFiles = await Promise.all(request.likeFiles.map(real));
      const read = async (path: string, region?: Region) =>
        exampleFile(services, await real(path), raw.signal, region);
      const examples = async () => {
        const files = await Promise.all([
          ...likeFiles.map((path) => read(path)),
          ...request.likeRegions.map(({ path, ...region }) => read(path, region)),
        ]);
        const unlike = await Promise.all(request.unlikeFiles.map((path) => read(path)));
        const [first, ...others] = [...files, ...unlike];
        return {
          pictures: files.flatMap((file) => file.pictures),
          unwanted: unlike.flatMap((file) => file.pictures),
          one: others.length === 0 ? first?.one : undefined,
        };
      };
      const leaveOut = leaveOutExamples ? likeFiles : [];
      return answerSearch(services, { text, limit, strictness, examples, leaveOut });
    },
    trustedIndex: ({ request, raw }) => index(services, request.folders, raw.signal),
    trustedCheck: ({ raw }) => services.check(raw.signal),
    trustedPaths({ id }) {
      const item = catalog.item(id);
      if (item === undefined) throw new EngineError('not-found', messages.http.noItem(id));
      return { paths: item.files.map((file) => file.path) };
    },
    trustedWatch() {
      services.startWatching();
      return {};
    },
    async trustedBrowserDoor({ request }) {
      const url = await services.openBrowserDoor(request.port);
      services.startWatching();
      return { url };
    },
    trustedStop() {
      services.stop();
      return {};
    },
  };
}

/** Every folder is checked before the first is added. */
async function index(
  services: Services,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<IndexSummary> {
  const startMs = performance.now();
  const realPaths: string[] = [];
  for (const path of paths) {
    const folder = await readableFolder(path);
    await refuseLibraryItself(folder, services.libraryPath);
    const real = await realpath(folder);
    refuseLeftOut(services, real);
    realPaths.push(real);
  }
  const resembling: { path: string; folder: string }[] = [];
  for (const path of realPaths) {
    if (coveringFolder(services, path) !== undefined) continue;
    await watchedFolder(services, path);
    const found = await services.ingest.resembles(path);
    if (found !== undefined) resembling.push({ path, folder: found.path });
  }
  // Looked up at the end: a later one may hold an earlier one.
  const folders = realPaths.flatMap((path) => coveringFolder(services, path) ?? []);
  const folderIds = [...new Set(folders.map((folder) => folder.id))];
  const isPaused = services.ingest.progress().hold?.why === 'paused';
  const counts = await services.ingest
    .settle(folderIds, { directories: realPaths, signal })
    .catch((error: unknown) => {
      const { trouble } = services.ingest.progress();
      if (trouble === null || signal.aborted) throw error;
      throw new EngineError('cannot-encode', trouble, { cause: error });
    });
  const setAside = services.catalog
    .status()
    .setAside.filter((file) => realPaths.some((path) => isInside(path, file.path)));
  const tookMs = performance.now() - startMs;
  return {
    ...counts,
    setAside,
    tookMs,
    ...(isPaused ? { resumed: true } : {}),
    ...(resembling.length > 0 ? { resembling } : {}),
  };
}

/** A watched folder that is this one or holds it. */
function coveringFolder({ catalog }: Services, path: string): FolderRecord | undefined {
  return catalog.folders().find((folder) => isInside(folder.path, path));
}
