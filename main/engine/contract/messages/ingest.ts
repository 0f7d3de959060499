/** What the watcher and the ingest queue tell a person. */
type WatchLimitWords = {
  readonly setting: string;
  readonly now: number | undefined;
  readonly enough: number;
};

export const ingestMessages = {
  /** What lies where a photo or video should: details of "not an ordinary file". */
  oddities: {
    pipe: 'a named pipe',
    socket: 'a socket',
    device: 'a device',
    deadLink: 'a link that leads nowhere',
  },
  /** Why a folder, or some of it, is not watched. */
  watching: {
    limited: ({ setting, now, enough }: WatchLimitWords) =>
      `The system lets no more directories be watched (${setting}${now === undefined ? '' : ` is ${now}`}); what is not watched is looked through from time to time instead. More are allowed by: echo ${setting}=${enough} | sudo tee /etc/sysctl.d/60-afterimage.conf && sudo sysctl -p /etc/sysctl.d/60-afterimage.conf`,
    remote: (path: string, type: string) =>
      `${path} lies on a drive (${type}) that does not tell what others change on it; it is looked through from time to time instead.`,
  },
  notMovedThere: (from: string, to: string) =>
    `${to} does not hold the files of ${from}: fewer than half of them are there with their size and time. Add it as a folder of its own; what it holds of ${from} is recognised when it is read.`,
  encoderFails: (detail: string) => `it fails on any picture, even a plain grey one (${detail})`,
  /** What happened, and what helps. All of it is tried again by itself every minute. */
  trouble: {
    encoder: (detail: string) =>
      `Nothing can be indexed because the model does not run: ${detail}. It is tried again every minute. If that does not help, install Afterimage again.`,
    diskFull: (libraryPath: string) =>
      `Nothing can be indexed because the disk is full: the library ${libraryPath} cannot be written. Free some space on it; it is tried again every minute.`,
    catalog: (detail: string) =>
      `Nothing can be indexed because the library cannot be written: ${detail}. It is tried again every minute.`,
    damaged: () =>
      "Nothing can be indexed because the library's database is damaged. End Afterimage and start it again: what can be read is kept, the rest is read again from your photos and videos.",
    sidecars: (detail: string) => `Sidecars cannot be read now: ${detail}.`,
  },
  log: {
    watchingFailed: (folder: string, detail: string) =>
      `Changes in ${folder} cannot be watched live (${detail}); it is looked through from time to time instead.`,
    directoryUnreadable: (directory: string, detail: string) =>
      `${directory} cannot be read (${detail}); what is known of it is kept as it is.`,
    folderOffline: (folder: string) =>
      `${folder} cannot be reached; its files are kept as offline.`,
    folderBack: (folder: string) => `${folder} can be reached again.`,
    folderMoved: (from: string, to: string) =>
      `${from} lies at ${to} now; nothing of it is read again.`,
    fileFailed: (path: string, detail: string) => `Afterimage failed on ${path}: ${detail}`,
    sidecarUnreadable: (path: string, detail: string) =>
      `The sidecar ${path} cannot be read (${detail}); what it said before goes on.`,
    troubled: (detail: string) => `Indexing stopped: ${detail}`,
    idleFailed: (detail: string) => `Work that could wait has failed: ${detail}`,
    scanFailed: (folder: string, detail: string) =>
      `${folder} could not be looked through: ${detail}`,
  },
} as const;
