/** What the library says of itself: folders, files and their states, items, progress. */
import { z } from 'zod';
import { ItemAnnotations } from './annotations.ts';
import { Exposure, Shot } from './file-says.ts';
import { Hold } from './hold.ts';
import { NotSearched } from './not-searched.ts';

export const fileStates = ['waiting', 'reading', 'done', 'setAside'] as const;
export type FileState = (typeof fileStates)[number];
export const mediaKinds = ['photo', 'video'] as const;
export type MediaKind = (typeof mediaKinds)[number];
/** How well a result must match to count as one: by name, or the least score. */
export const Strictness = z.union([
  z.enum(['loose', 'normal', 'strict', 'all']),
  z.number().min(0).max(1),
]);
export type Strictness = z.infer<typeof Strictness>;
/** Where an item has words of its own. */
export const wordPlaces = ['name', 'tag', 'album', 'caption', 'folder', 'camera', 'lens'] as const;
export type WordPlace = (typeof wordPlaces)[number];
/** What `is:` asks for: marked by the person; not read to its end; on a drive that is not there. */
export const itemStates = ['favourite', 'set-aside', 'offline'] as const;
export type ItemState = (typeof itemStates)[number];

export const Folder = z.object({
  id: z.int(),
  /** Shown to the person; the page never sends it back. */
  path: z.string(),
  files: z.int(),
  /** The folder cannot be reached now: an unplugged drive, a share that is gone. */
  offline: z.boolean(),
  /**
   * Why changes in it, or in some of it, are not known at once but found by looking it through from
   * time to time: a sentence with what helps. Absent where it is watched.
   */
  lookedThrough: z.string().optional(),
});
export type Folder = z.infer<typeof Folder>;

/** A folder that was added, and what is to be said of it. */
export const AddedFolder = Folder.extend({
  /** A watched folder that cannot be reached now and whose files are here: was it moved here? */
  resembles: z.object({ id: z.int(), path: z.string() }).optional(),
});
export type AddedFolder = z.infer<typeof AddedFolder>;

/** A folder that is not watched any more. Its photos and videos are hidden, and come back with it. */
export const RemovedFolder = z.object({
  id: z.int(),
  path: z.string(),
  files: z.int(),
  /** Photos and videos that are nowhere else. */
  items: z.int(),
  removedMs: z.number(),
  /** When they are forgotten; null: never. */
  untilMs: z.number().nullable(),
});
export type RemovedFolder = z.infer<typeof RemovedFolder>;

/** Photos and videos without a place in a watched folder, until the first of them is forgotten. */
export const Hidden = z.object({ items: z.int(), untilMs: z.number().nullable() });
export type Hidden = z.infer<typeof Hidden>;

/** One file that was set aside. `reason` is a sentence for a person, `code` is stable. */
export const SetAsideFile = z.object({ path: z.string(), reason: z.string(), code: z.string() });
export type SetAsideFile = z.infer<typeof SetAsideFile>;

export const FileStateCounts = z.object({
  waiting: z.int(),
  reading: z.int(),
  done: z.int(),
  setAside: z.int(),
});

/** Sent over the event stream, at most a few times a second. */
export const Progress = z.object({
  seen: z.int(),
  states: FileStateCounts,
  offline: z.int(),
  items: z.int(),
  moments: z.int(),
  notSearched: NotSearched,
  /** Why nothing new is read; null while it is, or would be. */
  hold: Hold.nullable(),
  /** A folder is being walked: `seen` may still grow. */
  scanning: z.boolean(),
  /** Names (not paths) of the files being read now. */
  reading: z.array(z.string()),
  /** Files finished a second over the last ten seconds or so; 0 when idle. */
  filesPerSecond: z.number(),
  /** Of reading all that waits and can be reached; null where it is not known. */
  timeLeftMs: z.number().nullable(),
  /** Grows by one with every change of what search can find. */
  epoch: z.int(),
  /** Why nothing can be encoded at all, when that is so (e.g. the model does not load). */
  trouble: z.string().nullable(),
});
export type Progress = z.infer<typeof Progress>;

export const ItemMoment = z.object({
  momentId: z.int(),
  /** Null for a photo. */
  timeMs: z.int().nullable(),
});
export type ItemMoment = z.infer<typeof ItemMoment>;

/** What the viewer shows of one item. */
export const ItemDetail = z.object({
  itemId: z.int(),
  kind: z.enum(mediaKinds),
  name: z.string(),
  paths: z.array(z.string()),
  offline: z.boolean(),
  /** Pixels after orientation. */
  width: z.int(),
  height: z.int(),
  durationMs: z.int().nullable(),
  sizeBytes: z.int(),
  capturedAt: Shot.shape.capturedAt,
  title: Shot.shape.title,
  camera: Shot.shape.camera,
  lens: Shot.shape.lens,
  exposure: Exposure,
  place: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
  moments: z.array(ItemMoment),
  annotations: ItemAnnotations,
  /** `original`: a browser shows the bytes as they are; `rendition`: ask for the display rendition. */
  display: z.enum(['original', 'rendition']),
  /** `image`: a photo, or a picture that moves by itself (an animated GIF); `player`: a video. */
  shownAs: z.enum(['image', 'player']),
});
export type ItemDetail = z.infer<typeof ItemDetail>;

export const LibraryProblem = z.object({
  kind: z.string(),
  what: z.string(),
  /** Of one moment, where that is known. */
  momentId: z.int().optional(),
});
export const CheckReport = z.object({
  ok: z.boolean(),
  problems: z.array(LibraryProblem),
  /** Hidden photos and videos, where there are any: they are no problem. */
  hidden: z.int().optional(),
});
export type CheckReport = z.infer<typeof CheckReport>;

export const IndexSummary = z.object({
  seen: z.int(),
  /** Files whose moments were encoded in this run. */
  encoded: z.int(),
  /** Files that needed no encoding: unchanged, moved, or the same bytes as another. */
  reused: z.int(),
  setAside: z.array(SetAsideFile),
  tookMs: z.number(),
  /** Indexing had been paused, and goes on since this call. */
  resumed: z.literal(true).optional(),
  /** New folders that hold the files of a watched one which cannot be reached now. */
  resembling: z.array(z.object({ path: z.string(), folder: z.string() })).optional(),
});
export type IndexSummary = z.infer<typeof IndexSummary>;

/** The folder browser of browser mode: folders only. */
export const FolderListing = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  folders: z.array(z.object({ name: z.string(), path: z.string() })),
});
export type FolderListing = z.infer<typeof FolderListing>;

export const About = z.object({
  version: z.string(),
  libraryPath: z.string(),
  model: z.object({
    name: z.string(),
    version: z.string(),
    title: z.string(),
    licence: z.string(),
    licenceText: z.string(),
    notice: z.string(),
    codeBits: z.int(),
  }),
  ffmpeg: z.object({ version: z.string(), licence: z.string(), configuration: z.string() }),
});
export type About = z.infer<typeof About>;
