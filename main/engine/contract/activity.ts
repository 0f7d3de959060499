/** What indexing does, why it rests, and what became of every file. */
import { z } from 'zod';
import { Hold } from './hold.ts';
import { FileStateCounts, Hidden, mediaKinds, SetAsideFile } from './library.ts';

/** A file that is being read now. */
export const ReadingFile = z.object({
  path: z.string(),
  kind: z.enum(mediaKinds),
  sizeBytes: z.number(),
  /** How much of it has been read, 0 to 1; null where that is not known, as of a photo. */
  share: z.number().min(0).max(1).nullable(),
});
export type ReadingFile = z.infer<typeof ReadingFile>;

export const FolderActivity = z.object({
  id: z.int(),
  path: z.string(),
  offline: z.boolean(),
  /** The four states sum to this. */
  files: z.int(),
  states: FileStateCounts,
  /** Why some of it is looked through from time to time and not watched, where that is so. */
  lookedThrough: z.string().optional(),
});
export type FolderActivity = z.infer<typeof FolderActivity>;

/** Files that were set aside for one reason. */
export const ReasonCount = z.object({
  code: z.string(),
  /** The reason in a few words. */
  title: z.string(),
  files: z.int(),
});
export type ReasonCount = z.infer<typeof ReasonCount>;

/** All of one moment, so that its sums agree. */
export const Activity = z.object({
  /** The four states sum to this, and so do the folders. */
  seen: z.int(),
  states: FileStateCounts,
  /** Files on folders that cannot be reached now; a property, not a state. */
  offline: z.int(),
  items: z.int(),
  moments: z.int(),
  folders: z.array(FolderActivity),
  /** Most files first; they sum to what was set aside. */
  reasons: z.array(ReasonCount),
  reading: z.array(ReadingFile),
  scanning: z.boolean(),
  filesPerSecond: z.number(),
  /** Of reading all that waits and can be reached; null where it is not known. */
  timeLeftMs: z.number().nullable(),
  hold: Hold.nullable(),
  trouble: z.string().nullable(),
});
export type Activity = z.infer<typeof Activity>;

/** The same, and every file that was set aside. */
export const LibraryStatus = Activity.extend({
  hidden: Hidden,
  /** Large videos that are known by samples and will be read whole when nothing else is to do. */
  sampled: z.int(),
  setAside: z.array(SetAsideFile),
});
export type LibraryStatus = z.infer<typeof LibraryStatus>;

export const SetAsideEntry = SetAsideFile.extend({ fileId: z.int() });
export type SetAsideEntry = z.infer<typeof SetAsideEntry>;

/** Files that were asked to be tried again and are. */
export const Retried = z.object({ files: z.int() });
export type Retried = z.infer<typeof Retried>;
