/** What the engine answers with when it refuses or fails. */
import type { WordPlace } from '../library.ts';

export const httpMessages = {
  unexpectedAnswer: (request: string, status: number, text: string) =>
    `The engine answered ${request} with ${status} ${text}.`,
  unreachable: () => 'The engine does not answer. It may have been closed.',
  silent: (libraryPath: string, processId: number, seconds: number) =>
    `The Afterimage that has the library ${libraryPath} open (process ${processId}) does not answer within ${seconds} seconds. Wait until it is less busy, or end it, then try again.`,
  stopping: () => 'The engine is closing.',
  cannotEncode: (detail: string) => `Nothing can be searched or indexed now: ${detail}`,
  badRequest: (request: string, problem: string) => `${request} is not valid: ${problem}.`,
  notFound: (request: string) => `There is nothing at ${request}.`,
  methodNotAllowed: (method: string, path: string) => `${path} does not answer ${method}.`,
  noItem: (itemId: number) => `The library has no item ${itemId}.`,
  noMoment: (momentId: number) => `The library has no moment ${momentId}.`,
  leftOut: (path: string, watched: string) =>
    `${path} lies in ${watched}, which is watched, and is left out there by its name or by a pattern ` +
    'of “exclude” in the settings. Take the pattern out to have it read.',
  noFolder: (folderId: number) => `The library watches no folder ${folderId}.`,
  noUpload: (uploadId: string) =>
    `The picture ${uploadId} is no longer in memory. Drop it on the search bar again.`,
  noRanking: () => 'These results are no longer kept. Search again.',
  emptyUpload: () => 'No picture arrived: the request is empty.',
  tooLarge: (limitMebibytes: number) =>
    `More than ${limitMebibytes} MiB were sent. Use a smaller file.`,
  noMotion: (itemId: number) => `Photo ${itemId} has no video in it.`,
  wrongKind: (itemId: number, kind: string) => `Item ${itemId} is not a ${kind}.`,
  offline: (path: string) =>
    `${path} cannot be reached now. Plug its drive in, or connect to its share, then try again.`,
  vanished: (path: string) => `${path} is no longer there.`,
  noPermission: (path: string) =>
    `Afterimage may not read ${path}. Change its permissions, then try again.`,
  cannotShow: (path: string, detail: string) => `${path} cannot be shown: ${detail}`,
  notAFolder: (path: string) => `${path} is not a folder.`,
  noSuchFolder: (path: string) => `There is no folder ${path}.`,
  notAbsolute: (path: string) => `${path} is not an absolute path.`,
  insideLibrary: (path: string) =>
    `${path} belongs to Afterimage's own library, which is never indexed.`,
  notAFile: (path: string) => `${path} is not a file.`,
  noSuchFile: (path: string) => `There is no file ${path}.`,
  noCookie: () => 'This address needs the link that Afterimage printed when it started.',
  tokenUsed: () => 'This link has been used already. Each link opens Afterimage once.',
  foreignHost: (host: string) => `Requests for the host “${host}” are refused.`,
  foreignOrigin: (origin: string) => `Requests from ${origin} are refused.`,
  missingHeader: () => 'A request that changes something needs the header x-afterimage: 1.',
  portInUse: (port: number) => `Port ${port} is in use by another program. Choose another one.`,
  cannotListen: (port: number, detail: string) => `Port ${port} cannot be opened: ${detail}.`,
  rangeNotSatisfiable: (range: string) => `The range ${range} lies outside the file.`,
  nothingToUndo: () => 'No change of ratings, tags, captions or albums is left to take back.',
  changedSince: () =>
    'Something else was changed since, perhaps in another window. Take that back first.',
  noLabel: (type: 'tag' | 'album', name: string) =>
    `Nothing has the ${type} “${name}”, or it is called that already.`,
  notInLibrary: (path: string) =>
    `${path} is not in the library. Index its folder first; a file that was set aside cannot be rated or tagged.`,
  noSidecarsAsked: () => 'Neither files nor a query were named to write sidecars for.',
  notSetAside: (path: string) => `${path} is not among the files that were set aside.`,
  noFile: (fileId: number) => `The library has no file ${fileId}.`,
  internal: (detail: string) => `Afterimage failed: ${detail}`,
  diskFull: () =>
    'The disk with the library is full, so that nothing can be written to it. Free some space and try again.',
  libraryLocked: () =>
    "Another program holds the library's database, so that nothing can be written to it. Wait until it is done, or end it, and try again.",
  pageNotBuilt: () => 'The page has not been built. Run: npm start',
  why: {
    named: (words: string, place: WordPlace) => {
      const places = {
        name: 'the file’s name',
        folder: 'its folder’s name',
        camera: 'its camera',
        lens: 'its lens',
        tag: 'a tag of it',
        album: 'an album of it',
        caption: 'its caption',
      } satisfies Record<WordPlace, string>;
      return `“${words}” is in ${places[place]}`;
    },
    words: (text: string) => `matches “${text}”`,
    without: (text: string) => `not “${text}”`,
    examples: (count: number) =>
      count === 1 ? 'resembles the example' : `resembles the ${count} examples`,
    unlike: (count: number) => (count === 1 ? 'unlike one picture' : `unlike ${count} pictures`),
    same: 'is the example itself',
    other: 'resembles the example less than the others',
    near: 'shows the same as the example: saved again, resized, cropped or marked',
  },
  lockedOut: {
    title: 'Afterimage is locked',
    advice:
      'Start Afterimage again with “npm start”, or run “npm run cli -- serve”, and open the new link.',
    open: 'Open Afterimage (works where this browser has been let in before)',
  },
} as const;
