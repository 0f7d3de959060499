/** What the catalogue tells a person: why a library does not open, why a folder is refused. */

const versions = (found: number, known: number): string => `(schema ${found}, known ${known})`;

export const catalogMessages = {
  libraryInUse: (path: string) =>
    `Another Afterimage is using the library ${path}. Close it, or use its window.`,
  libraryLocked: (path: string) =>
    `Another program holds ${path}: one that backs it up, scans it for viruses or looks into it, perhaps. Wait until it is done, or end it, and try again. Nothing was changed.`,
  libraryNewer: (path: string, found: number, known: number) =>
    `${path} was written by a newer Afterimage ${versions(found, known)}. Update Afterimage to open it.`,
  libraryDamaged: (path: string, detail: string) =>
    `${path} is damaged (${detail}). Restore it from the library's backups folder.`,
  libraryReadOnly: (path: string, detail: string) =>
    `Afterimage may not write to ${path} (${detail}). Change its permissions or choose another library.`,
  libraryDiskFull: (path: string) => `The disk is full: ${path} cannot be written.`,
  libraryOnNetwork: (path: string, fileSystem: string) =>
    `The library ${path} lies on a network drive (${fileSystem}), where its database is not safe. Choose a folder on this computer's own disk; the watched folders may lie anywhere.`,
  libraryFailed: (path: string, detail: string) => `${path} could not be opened (${detail}).`,
  backingUp: (path: string) => `Backing up the library to ${path} before upgrading it.`,
  upgrading: (path: string) => `Upgrading ${path}. A large library takes a minute.`,
  noRoomToUpgrade: (path: string, size: string) =>
    `Upgrading ${path} needs ${size} of free space beside it. Nothing was changed.`,
  upgraded: (path: string, from: number, to: number) =>
    `Upgraded ${path} from schema ${from} to ${to}.`,
  folderMissing: (path: string) => `There is no folder ${path}.`,
  folderUnreadable: (path: string, detail: string) => `${path} cannot be opened (${detail}).`,
  notAFolder: (path: string) => `${path} is not a folder.`,
  folderInsideLibrary: (path: string, libraryPath: string) =>
    `${path} belongs to the library ${libraryPath} itself and is never indexed.`,
  folderAlreadyWatched: (path: string, watched: string) =>
    `${path} is already watched, as part of ${watched}.`,
  noSuchFolder: (folderId: number) => `No watched folder has the number ${folderId}.`,
  noRemovedFolder: (folderId: number) => `No removed folder has the number ${folderId}.`,
  indexRebuilt: (why: string) => `The search index was damaged (${why}) and is made anew.`,
  indexingWords: () => 'Collecting the words of file and folder names, which takes seconds.',
  wordsDamaged: (detail: string) =>
    `The words of file names are damaged (${detail}); they are made anew at the next start.`,
  indexing: () => 'Making the search index anew, which takes seconds.',
  salvage: {
    begins: (path: string) =>
      `${path} is damaged. What can be read of it is copied into a new one, which takes a minute.`,
    ended: (path: string, kept: string, damagedPages: number, pages: number) =>
      `${path} was damaged (${damagedPages} of ${pages} pages) and was made anew: what could be read is kept, tags, ratings, captions and albums above all, and what is missing is read again from your photos and videos. The damaged file is kept as ${kept}; delete it when nothing is missing.`,
    nothing: (path: string) =>
      `${path} is damaged, and nothing of it can be read. Put a copy of it back (the library's backups folder may have one), or move it away to begin anew: your photos and videos are then read again.`,
    noRoom: (path: string, size: string) =>
      `${path} is damaged. Saving what can be read of it needs ${size} of free space beside it; free some and start again. Nothing was changed.`,
    atNextStart: () =>
      "The library's database is damaged. End Afterimage and start it again: what can be read is kept, the rest is read again from your photos and videos.",
    emptied: (path: string) =>
      `${path} is missing or empty though the library had been used: somebody removed it. A new one is begun, and everything is read again. If you have a copy of the file, end Afterimage, put it back and start again.`,
    logLost: (path: string) =>
      `${path} is missing though Afterimage did not end in order: somebody removed it. What was changed last before that may be lost; photos and videos are read again where needed.`,
  },
  check: {
    integrity: (database: string, detail: string) => `${database}: ${detail}`,
    foreignKey: (database: string, table: string, row: string, parent: string) =>
      `${database}: row ${row} of ${table} refers to a missing ${parent}.`,
    unexplained: (path: string, state: string) =>
      `${path} is ${state}, but has neither a code nor a known reason.`,
    uncoded: (path: string) => `${path} is done, but its content is not coded by this model.`,
    itemContent: (path: string) => `${path} has another content than its item.`,
    contentIdentity: (path: string) =>
      `${path} is done, but neither its hash nor its samples are known.`,
    codeWithoutContent: (momentId: number) =>
      `The code of moment ${momentId} belongs to no content.`,
    codeSize: (momentId: number, codeBytes: number, vectorBytes: number) =>
      `The code of moment ${momentId} has ${codeBytes} bytes and a vector of ${vectorBytes}.`,
    incomplete: (hash: string, found: number, expected: number) =>
      `Content ${hash} has ${found} of its ${expected} moments.`,
    partlyCoded: (hash: string, coded: number, expected: number) =>
      `Content ${hash} has ${coded} of its ${expected} codes.`,
    unfinished: (hash: string, found: number, expected: number) =>
      `Of video ${hash}, which is still being read, ${found} of ${expected} moments are stored. It is begun anew.`,
    visibility: (itemId: number, visible: boolean) =>
      `Item ${itemId} is ${visible ? 'shown without a file' : 'hidden though it has a file'}.`,
    states: (folder: string, state: string, counted: number, found: number) =>
      `${folder} counts ${counted} files as ${state}, but has ${found}.`,
    work: (folder: string, counted: number, found: number) =>
      `${folder} counts ${counted} files that are still to be read, or their bytes, and has ${found}.`,
    codeDiffers: (momentId: number) =>
      `The code of moment ${momentId} is not the one that search uses. It is set right.`,
    words: (itemId: number) =>
      `The words of item ${itemId} are missing, or it is hidden and has some. They are made anew.`,
    indexDamaged: (detail: string) => `The search index was damaged (${detail}). It is made anew.`,
    index: (momentId: number) =>
      `The search index said otherwise of moment ${momentId} than the library. It is made anew.`,
    thumbnail: (hash: string, number: number) =>
      `Content ${hash} has no thumbnail of moment ${number}.`,
  },
} as const;
