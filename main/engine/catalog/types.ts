/** The catalogue's contract with the rooms above it. Every call is synchronous SQLite. */

import type { FolderActivity, ReasonCount, SetAsideEntry } from '../contract/activity.ts';
import type {
  Annotated,
  AnnotationChange,
  ItemAnnotations,
  Label,
  LabelNames,
  LabelRename,
} from '../contract/annotations.ts';
import type { FileSays, Said, SidecarSays } from '../contract/file-says.ts';
import type { Pause } from '../contract/hold.ts';
import type {
  CheckReport,
  FileState,
  Folder,
  Hidden,
  MediaKind,
  RemovedFolder,
  SetAsideFile,
  WordPlace,
} from '../contract/library.ts';
import type { SetAsideCode } from '../contract/messages/engine.ts';
import type { AnnotationFilter } from '../contract/query/syntax.ts';
import type { Settings, SettingsChange } from '../contract/settings.ts';
import type {
  EncodedMoment,
  FileIdentity,
  FileStamp,
  MediaMetadata,
  Thumbnail,
} from '../workers/types.ts';
import type { Clocks } from './library-clock.ts';

/** A file as the watcher or a walk saw it. */
export type ObservedFile = {
  /** Absolute. */
  readonly path: string;
  readonly kind: MediaKind;
  readonly sizeBytes: number;
  readonly modifiedNs: string;
};

/** A file that can never be read (a FIFO, a name that is not UTF-8): counted and explained. */
export type ObservedOddity = {
  /** Absolute; escaped where it is not valid UTF-8. */
  readonly path: string;
  readonly kind: MediaKind;
  readonly code: SetAsideCode;
  readonly detail: string;
};

export type WaitingFile = ObservedFile & {
  readonly fileId: number;
  /** Attempts that a crash, a hang or memory has already cost. */
  readonly attempts: number;
  /** A content is of this size: it may be a copy, or have moved. */
  readonly isSizeKnown: boolean;
};

/** Files that wait or are being read and can be reached, in sums. */
export type OpenWork = {
  readonly kind: MediaKind;
  /** Those whose size is that of a content: see `WaitingFile`. */
  readonly known: boolean;
  readonly files: number;
  readonly bytes: number;
};

export type Counts = {
  readonly seen: number;
  readonly states: Record<FileState, number>;
  readonly offline: number;
  readonly items: number;
  readonly moments: number;
};

/** An XMP sidecar as the watcher or a walk saw it. */
export type ObservedSidecar = FileStamp & {
  /** Absolute. */
  readonly path: string;
};
export type WaitingSidecar = ObservedSidecar & { readonly sidecarId: number };

export type FileToDescribe = FileStamp & {
  readonly contentId: number;
  readonly path: string;
  readonly kind: MediaKind;
};

/** One moment to store. Its embedding is stored in bytes: see contract/stored-vector.ts. */
export type NewMoment = {
  readonly timeMs: number | null;
  readonly shot: number;
  readonly thumbnail: Thumbnail;
  readonly encoded: EncodedMoment;
};

/** What the bytes of a file are called. */
export type ContentIdentity = FileIdentity & {
  /** Of samples of a large video. */
  readonly fingerprint?: string;
  /**
   * Only the samples have been read: `contentHash` is the fingerprint, or what the content that
   * they were recognised as is called. The file is to be read whole later.
   */
  readonly isSampled?: boolean;
};

/** A content that may be the one of a large video of which samples were read. */
export type SampledContent = {
  readonly contentHash: string;
  /** Its bytes have been read whole once, so that a whole hash can be compared with it. */
  readonly isWhole: boolean;
  /** It has these samples; else an earlier version took none of it, and only the size is the same. */
  readonly isOfSamples: boolean;
  /** Of the file in which it was found last. */
  readonly modifiedNs: string | null;
  readonly durationMs: number | null;
  /** All of them, whether they are still there or not. `isDone`: not changed since it was read. */
  readonly places: readonly {
    readonly fileId: number;
    readonly path: string;
    readonly sizeBytes: number;
    readonly modifiedNs: string;
    readonly offline: boolean;
    readonly isDone: boolean;
  }[];
};

/** A file that is to be read whole, and how far it has been. */
export type SampledFile = ObservedFile & {
  readonly fileId: number;
  /** Of its content. */
  readonly fingerprint: string;
  readonly read: HashState | undefined;
};

/** SHA-256 of the bytes up to `position`, to be gone on with. */
export type HashState = { readonly position: number; readonly state: Uint8Array };

/** A large video that was read whole. */
export type WholeRead = FileIdentity & { readonly fingerprint: string };

export type NewContent = ContentIdentity & {
  readonly kind: MediaKind;
  readonly metadata: MediaMetadata;
  /** Of a video, moments before these that `storeSegment` has stored; default 0. */
  readonly storedMoments?: number;
  readonly moments: readonly NewMoment[];
};

/** Moments of a video that is still being read. */
export type NewSegment = Pick<
  NewContent,
  'contentHash' | 'sizeBytes' | 'modifiedNs' | 'moments'
> & {
  /** How many of the video's moments come before these. */
  readonly first: number;
  /** What the decoder needs to go on after these. */
  readonly resume: Uint8Array;
};

/** Columns of what search can find, one row a moment. Rows of one item need not be adjacent. */
export type MomentColumns = {
  readonly momentIds: Uint32Array;
  readonly itemIds: Uint32Array;
  /** Hash codes, contiguous, `codeBytes` each. */
  readonly codes: Uint8Array;
  /** `noTime` (0xffffffff) for a photo. */
  readonly timesMs: Uint32Array;
  readonly aspectRatios: Float32Array;
  /** Milliseconds since 1970 of capture, or of modification where capture is unknown. */
  readonly datesMs: Float64Array;
  /** Days since 1970 on the camera's clock, or on this computer's where that is not known. */
  readonly days: Int32Array;
  readonly sizesBytes: Float32Array;
  /** 0 for a photo. */
  readonly durationsMs: Float32Array;
  /** Degrees; NaN where the place is unknown. */
  readonly latitudes: Float32Array;
  readonly longitudes: Float32Array;
};

/** A change of what search can find. Applied in order it keeps an index true. */
export type IndexChange = {
  /** Grows by one with each change. Where it skips one, everything is to be read again. */
  readonly epoch: number;
  readonly added: MomentColumns;
  readonly removedMomentIds: readonly number[];
};

export type ItemRecord = {
  readonly itemId: number;
  readonly kind: MediaKind;
  readonly metadata: MediaMetadata;
  readonly sizeBytes: number;
  /** Reachable ones first. */
  readonly files: readonly { readonly path: string; readonly offline: boolean }[];
  readonly moments: readonly { readonly momentId: number; readonly timeMs: number | null }[];
};

export type FolderRecord = Folder;
export type RemovedFolderRecord = RemovedFolder;

/** A directory that can be told from others: which file system it lies on, and its number there. */
export type KnownPlace = { readonly fileSystem: string; readonly inode: string };

/** Something mounted below a watched folder, which may be away by itself. */
export type MountPoint = KnownPlace & { readonly path: string; readonly offline: boolean };

export type Catalog = {
  // Folders
  /** Idempotent. A folder inside a watched one is refused with a clear error, and so on. */
  addFolder(path: string): FolderRecord;
  /** Hides what only this folder held; keeps items, moments and codes for a while. */
  removeFolder(folderId: number): Hidden;
  /** Watches a removed folder again, whether it can be reached now or not. */
  restoreFolder(folderId: number): FolderRecord;
  removedFolders(): RemovedFolderRecord[];
  /**
   * The folder lies at another path now, absolute and real: its files keep everything by their new
   * paths, and nothing is read. It takes in folders inside, and becomes a part of one around it.
   * Returns the id of the folder that its files belong to then. One transaction.
   */
  relocateFolder(folderId: number, path: string): number;
  folders(): FolderRecord[];
  setFolderOffline(folderId: number, offline: boolean): void;

  // Where folders are
  /** The folder as it was when it was there last; undefined before that is known. */
  knownPlace(folderId: number): KnownPlace | undefined;
  rememberPlace(folderId: number, place: KnownPlace): void;
  mountPoints(folderId: number): MountPoint[];
  rememberMount(folderId: number, path: string, place: KnownPlace): void;
  /** It is no more than a directory from now on. */
  forgetMount(path: string): void;
  /** What lies below is offline, or not any more. Returns of how many files that is news. */
  setMountOffline(path: string, offline: boolean): number;
  /** Some files below a directory of a folder, spread over all of them; the same ones each time. */
  sampleFiles(
    folderId: number,
    directory: string,
    most: number,
  ): { path: string; sizeBytes: number; modifiedNs: string }[];

  // What the watcher saw
  /** What the catalogue knows under a folder, or under one directory of it, for reconciling. */
  knownFiles(
    folderId: number,
    directory?: string,
  ): Iterable<{ path: string; sizeBytes: number; modifiedNs: string }>;
  /** New or changed files become waiting; unchanged ones stay. One transaction. */
  recordSeen(
    folderId: number,
    files: readonly ObservedFile[],
    oddities?: readonly ObservedOddity[],
  ): { added: number; changed: number; unchanged: number };
  /** Files that left. Items without any place are hidden, never deleted. One transaction. */
  recordLeft(folderId: number, paths: readonly string[]): number;

  // The queue
  /**
   * Marks up to `limit` waiting files as reading and returns them: those that cost no attempt yet
   * before those that did, then newest first. Files on offline folders stay waiting.
   */
  claimWaiting(limit: number, kind?: MediaKind): WaitingFile[];
  /** Back to waiting, e.g. it changed while being read, or attempt + 1 after a crash. */
  requeue(fileId: number, options?: { countAttempt?: boolean }): void;
  setAside(fileId: number, code: SetAsideCode, detail: string): void;
  /**
   * Set-aside files back to waiting with no attempts: all, those of a reason, or these. Oddities
   * stay, for they are never read: a walk looks at them again. Returns how many of both.
   */
  retrySetAside(which?: {
    readonly code?: string | undefined;
    readonly fileIds?: readonly number[] | undefined;
  }): { waiting: number; oddities: number };
  /** Whether these bytes already have moments and codes of the current model. */
  hasContent(contentHash: string): boolean;
  /** The file's bytes are known: link it, nothing is encoded. One transaction. */
  linkFile(fileId: number, identity: ContentIdentity): void;
  /**
   * What the decoder needs to go on with a video that an earlier attempt did not finish. With
   * `modifiedNs` only of a file of that time: of a sampled one nothing else says that it is the same.
   */
  unfinishedVideo(contentHash: string, modifiedNs?: string): Uint8Array | undefined;
  /**
   * Store moments of a video that is still being read, in place of any that were stored from `first`
   * on. Nothing shows them before `storeContent` finishes the video. One transaction.
   */
  storeSegment(segment: NewSegment): void;
  /** Store what was decoded and encoded, and finish the file. One transaction. */
  storeContent(fileId: number, content: NewContent): void;
  // Large videos
  /** Contents that may be the one of a file with these samples. */
  sampledContents(fingerprint: string, sizeBytes: number): SampledContent[];
  /** A file that can be reached and is to be read whole: the next one by id. */
  nextSampledFile(after: number): SampledFile | undefined;
  keepHashState(file: SampledFile, read: HashState): void;
  /**
   * A sampled file was read whole. `as-sampled`: its bytes are what they were taken for. `other`: it
   * belongs to another content now, or is to be read again, as the bytes that `wholeHash` then tells.
   * `gone`: it changed meanwhile, or left. One transaction.
   */
  recordWhole(fileId: number, whole: WholeRead): 'as-sampled' | 'other' | 'gone';
  /** The hash of all its bytes, where they turned out not to be what samples had said. */
  wholeHash(file: WaitingFile): string | undefined;
  /**
   * Files of these folders that wait or are being read, for `index` to wait on. With `directory`
   * only what lies below it, and 1 stands for any number.
   */
  pending(folderIds: readonly number[], directory?: string): number;

  // What files and sidecars say
  /** What the catalogue knows of sidecars, as `knownFiles` of files. */
  knownSidecars(folderId: number, directory?: string): Iterable<ObservedSidecar>;
  /** New and changed ones are to be read. Returns how many those are. One transaction. */
  recordSidecars(folderId: number, sidecars: readonly ObservedSidecar[]): number;
  /** What they set right is gone; what they added stays. Returns how many there were. */
  recordSidecarsLeft(paths: readonly string[]): number;
  /** In folders that can be reached. */
  sidecarsToRead(limit: number): WaitingSidecar[];
  /**
   * What one said when it was in the state `read`; null where it is no XMP: then what it said before
   * goes on. Joins it to what the items of its files have. One transaction.
   */
  storeSidecar(sidecar: WaitingSidecar, read: FileStamp, says: SidecarSays | null): void;
  /** How many of these folders' sidecars are to be read. */
  pendingSidecars(folderIds: readonly number[], directory?: string): number;
  /** Where what is added to a file is to be written, and how the sidecar that is there was last seen. */
  sidecarFor(filePath: string): {
    readonly path: string;
    readonly known: (FileStamp & { readonly isRead: boolean }) | null;
  };
  /**
   * What a sidecar of this file says, known without the reader: heard as any other, or `written` by us,
   * so that nothing of it is new. One transaction.
   */
  noteSidecar(
    filePath: string,
    sidecar: ObservedSidecar,
    says: SidecarSays,
    how: 'heard' | 'written',
  ): void;
  /** Contents that an earlier version read, with a file that can be read. */
  contentsToDescribe(limit: number): FileToDescribe[];
  /** Null: it cannot be read; what is known of it stays. */
  storeDescription(contentId: number, says: FileSays | null, modifiedNs: string): void;
  /** What the bytes of an item say themselves. */
  embeddedSaid(itemId: number): Said;

  // What a person adds
  /** One transaction. Items that are not there are passed over. */
  annotate(itemIds: readonly number[], change: AnnotationChange): Annotated;
  /**
   * Takes back the last change, as a whole, and returns how many items it was of; or nothing, where
   * there is none, or where another one than the asked one is the last.
   */
  undoAnnotation(changeId?: number): number | 'nothing' | 'other-since';
  /** Of every item that has it, or what is below it; a change that can be taken back as any other. */
  renameLabel(rename: LabelRename): Annotated;
  annotations(itemId: number): ItemAnnotations;
  /** Those that some shown item has, by name. */
  tags(): Label[];
  albums(): Label[];
  /** Of all tags and albums: to offer while one is typed. */
  labelNames(): LabelNames;
  itemsAnnotated(filter: AnnotationFilter): Uint32Array;

  // What is hidden
  /** Items without a place in a watched folder, and when the first of them expires. */
  hidden(): Hidden;
  /** Until when what hides now is kept; null: for ever. */
  keptUntilMs(): number | null;
  /** Have `purge` purge what is hidden: all of it, or what only this removed folder held. */
  forgetHidden(folderId?: number): void;
  /**
   * Purges a little of what has expired or is to be forgotten, within milliseconds. Returns whether
   * there was anything; false means that there is nothing left.
   */
  purge(): boolean;
  /** The same for giving the room that was freed back to the disk. */
  giveBackSpace(): boolean;

  // Reading
  status(): Counts & {
    readonly hidden: Hidden;
    readonly sampled: number;
    readonly setAside: readonly SetAsideFile[];
  };
  counts(): Counts;
  /** The watched folders; their states sum to those of `counts`. */
  folderStates(): FolderActivity[];
  openWork(): OpenWork[];
  /** Most files first; they sum to the files that are set aside. */
  setAsideReasons(): ReasonCount[];
  /** Those of one reason, by path. */
  setAsideFiles(asked: {
    readonly code: string;
    readonly from: number;
    readonly limit: number;
  }): SetAsideEntry[];
  /** The id of the set-aside file at an absolute path. */
  setAsideAt(path: string): number | undefined;
  /** Of a file of a watched folder. */
  filePath(fileId: number): string | undefined;

  // What is set
  settings(): Settings;
  /** Keeps what is not named. One transaction. */
  changeSettings(change: SettingsChange): Settings;
  /** Called after each change. Returns an unsubscriber. */
  onSettingsChange(listener: (settings: Settings) => void): () => void;
  /** The pause that is under way, whether its time has come or not. */
  pause(): Pause | null;
  setPause(pause: Pause | null): void;
  item(itemId: number): ItemRecord | undefined;
  /** Whether any file that was read is so large: only then another one can have its bytes. */
  hasContentOfSize(sizeBytes: number): boolean;
  /** The shown item of these bytes. */
  itemOfContent(contentHash: string): number | undefined;
  /** Shown items with a place below a directory. */
  itemsBelow(directory: string): number[];
  /** The item at an absolute path, if the library has it. */
  itemAtPath(path: string): number | undefined;
  /** The places of each of these items, reachable ones first; the items without one are left out. */
  pathsOfItems(itemIds: readonly number[]): Map<number, readonly [string, ...string[]]>;
  thumbnail(momentId: number): Uint8Array | undefined;
  /**
   * Shown items that have these words, next to each other, in one place or in any; `begins`: the last
   * word may go on. At most `most` of them, by ascending id.
   */
  itemsNamed(
    words: string,
    options: { readonly place?: WordPlace; readonly begins: boolean; readonly most: number },
  ): Uint32Array;
  /** Everything search can find now, and the epoch it belongs to. */
  loadIndex(): { epoch: number; columns: MomentColumns };
  /**
   * The rescoring vectors of moments, contiguous, `dimension` int16 each; cosine ∝ dot with the float
   * query. They stay on disk: only a query's candidates are read. Zeros for one that is missing, so that damage
   * to one costs no query; `check` tells of it.
   */
  vectors(momentIds: readonly number[]): Int16Array;
  /** The luma grids of moments (`EncodedMoment`); undefined where an earlier version stored none. */
  lumas(momentIds: readonly number[]): (Uint8Array | undefined)[];
  /** Called after each commit that changes what search can find. Returns an unsubscriber. */
  onIndexChange(listener: (change: IndexChange) => void): () => void;
  /** Make on disk anew from the rest of the library what `check` found to differ from it. */
  rebuildIndex(): void;
  rebuildWords(): void;
  /**
   * Codes that differ from the index: its blocks have checksums, so theirs are the right ones. Damaged
   * blocks are left alone.
   */
  restoreCodes(momentIds: readonly number[]): void;
  /** Files that miss a thumbnail wait to be read again. Returns how many. */
  readWithoutThumbnails(): number;
  /** Before the library opens the next time, what can be read of it is copied into a new one. */
  salvageAtNextStart(): void;
  readonly epoch: number;

  check(): CheckReport;
  close(): void;
};

export type OpenCatalogOptions = {
  /** The library's folder; made when missing. */
  readonly libraryPath: string;
  readonly model: {
    readonly name: string;
    readonly version: string;
    readonly codeBits: number;
    readonly dimension: number;
  };
  /** For tests: of the wall, and since the start. */
  readonly clocks?: Clocks;
  /** For messages such as "backing up before the upgrade". */
  readonly log?: (line: string) => void;
};
