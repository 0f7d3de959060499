/**
 * The engine's one interface. Types for client and server and the OpenAPI document all flow
 * from this table.
 *
 * `door`: `any` is for the page and everybody; `trusted` is for the unix socket alone (CLI and
 * shell), and the shell's `app://` forwarder refuses it to the page: these are the routes that
 * take or hand out paths. `changes`: the request changes something, so that over the browser
 * door it must carry the header `x-afterimage: 1` beside its cookie.
 */
import { z } from 'zod';
import { LibraryStatus } from './activity.ts';
import { activityRoutes } from './activity-routes.ts';
import { annotationRoutes } from './annotation-routes.ts';
import { hiddenRoutes } from './hidden-routes.ts';
import {
  About,
  AddedFolder,
  CheckReport,
  Folder,
  FolderListing,
  Hidden,
  IndexSummary,
  ItemDetail,
  Progress,
  Strictness,
} from './library.ts';
import type { Route } from './route.ts';
import { Paging, Region, SearchAnswer, SearchQuery } from './search.ts';
import { sidecarRoutes } from './sidecars.ts';

export type { Route } from './route.ts';

const nothing = z.object({});
const limit = z.coerce.number<number>().int().min(1).max(100_000).default(20);

export const routes = {
  status: {
    method: 'GET',
    path: '/api/status',
    door: 'any',
    changes: false,
    request: nothing,
    response: LibraryStatus,
    summary: 'Every file in one state, with sums and reasons.',
  },
  progress: {
    method: 'GET',
    path: '/api/progress',
    door: 'any',
    changes: false,
    request: nothing,
    response: Progress,
    summary: 'One progress report.',
  },
  events: {
    method: 'GET',
    path: '/api/events',
    door: 'any',
    changes: false,
    request: nothing,
    response: 'events',
    summary: 'Server-sent events: each `progress` event carries a Progress.',
  },
  about: {
    method: 'GET',
    path: '/api/about',
    door: 'any',
    changes: false,
    request: nothing,
    response: About,
    summary: 'Versions and licences.',
  },
  folders: {
    method: 'GET',
    path: '/api/folders',
    door: 'any',
    changes: false,
    request: nothing,
    response: z.array(Folder),
    summary: 'The watched folders.',
  },
  addFolder: {
    method: 'POST',
    path: '/api/folders',
    door: 'any',
    changes: true,
    request: z.object({ path: z.string().min(1) }),
    response: AddedFolder,
    summary: 'Watch a folder. Of the page only this, moving and browsing folders take a path.',
  },
  relocateFolder: {
    method: 'POST',
    path: '/api/folders/:folderId/relocate',
    door: 'any',
    changes: true,
    request: z.object({ path: z.string().min(1) }),
    response: Folder,
    summary:
      'A watched folder lies at another path now: its files are known there, nothing is read.',
  },
  removeFolder: {
    method: 'DELETE',
    path: '/api/folders/:folderId',
    door: 'any',
    changes: true,
    request: nothing,
    response: Hidden,
    summary: 'Stop watching a folder and hide what only it held. No file is touched.',
  },
  browseFolders: {
    method: 'GET',
    path: '/api/browse',
    door: 'any',
    changes: false,
    request: z.object({ path: z.string().optional() }),
    response: FolderListing,
    summary: 'Folders (never files) inside a folder; the home folder without a path.',
  },
  ...activityRoutes,
  rank: {
    method: 'POST',
    path: '/api/rank',
    door: 'any',
    changes: false,
    request: SearchQuery,
    response: 'binary',
    summary: 'The whole ranking as columns (see ranking-columns.ts).',
  },
  search: {
    method: 'POST',
    path: '/api/search',
    door: 'any',
    changes: false,
    request: SearchQuery.extend({ limit, ...Paging.shape }),
    response: SearchAnswer,
    summary: 'The first results with their paths and reasons.',
  },
  uploadPicture: {
    method: 'POST',
    path: '/api/uploads',
    door: 'any',
    changes: true,
    request: nothing,
    response: z.object({ uploadId: z.string() }),
    summary: 'The body is the bytes of a picture, at most 64 MiB; kept in memory as a query alone.',
  },
  item: {
    method: 'GET',
    path: '/api/items/:itemId',
    door: 'any',
    changes: false,
    request: nothing,
    response: ItemDetail,
    summary: 'One item for the viewer.',
  },
  motion: {
    method: 'GET',
    path: '/api/items/:itemId/motion',
    door: 'any',
    changes: false,
    request: nothing,
    response: z.object({ hasMotion: z.boolean() }),
    summary: 'Whether a photo has a short video in it (a motion photo).',
  },
  ...annotationRoutes,
  ...sidecarRoutes,
  ...hiddenRoutes,
  thumbnail: {
    method: 'GET',
    path: '/media/thumbnails/:momentId',
    door: 'any',
    changes: false,
    request: nothing,
    response: 'binary',
    summary: 'WebP thumbnail of a moment.',
  },
  photo: {
    method: 'GET',
    path: '/media/photos/:itemId',
    door: 'any',
    changes: false,
    request: nothing,
    response: 'binary',
    summary: 'The photo for display: its own bytes, or an oriented WebP rendition.',
  },
  video: {
    method: 'GET',
    path: '/media/videos/:itemId',
    door: 'any',
    changes: false,
    request: z.object({ fromMs: z.coerce.number<number>().int().min(0).default(0) }),
    response: 'binary',
    summary: 'The original with ranges, or a rendition streamed from `fromMs`.',
  },
  motionVideo: {
    method: 'GET',
    path: '/media/motions/:itemId',
    door: 'any',
    changes: false,
    request: nothing,
    response: 'binary',
    summary: 'The video inside a motion photo, as a rendition.',
  },
  trustedSearch: {
    method: 'POST',
    path: '/trusted/search',
    door: 'trusted',
    changes: false,
    request: z.object({
      text: z.string().default(''),
      /** Absolute paths of example pictures or videos, in the library or not. */
      likeFiles: z.array(z.string()).max(16).default([]),
      /** Parts of pictures given by path. */
      likeRegions: z
        .array(Region.safeExtend({ path: z.string() }))
        .max(16)
        .default([]),
      /** What the answer is not to be like. */
      unlikeFiles: z.array(z.string()).max(16).default([]),
      /** The examples themselves are no answer ("similar"). */
      leaveOutExamples: z.boolean().default(false),
      strictness: Strictness.default('normal'),
      limit,
    }),
    response: SearchAnswer,
    summary: 'Search with example files given by path.',
  },
  trustedIndex: {
    method: 'POST',
    path: '/trusted/index',
    door: 'trusted',
    changes: true,
    request: z.object({ folders: z.array(z.string()).min(1) }),
    response: IndexSummary,
    summary: 'Watch these folders, end a pause, and answer when nothing of these paths is waiting.',
  },
  trustedCheck: {
    method: 'POST',
    path: '/trusted/check',
    door: 'trusted',
    changes: false,
    request: nothing,
    response: CheckReport,
    summary: 'Verify the library.',
  },
  trustedPaths: {
    method: 'GET',
    path: '/trusted/items/:itemId/paths',
    door: 'trusted',
    changes: false,
    request: nothing,
    response: z.object({ paths: z.array(z.string()) }),
    summary: 'For "reveal in folder" and dragging out.',
  },
  trustedWatch: {
    method: 'POST',
    path: '/trusted/watch',
    door: 'trusted',
    changes: true,
    request: nothing,
    response: nothing,
    summary: 'Walk and watch every folder; an engine that was started for one command does not.',
  },
  trustedBrowserDoor: {
    method: 'POST',
    path: '/trusted/browser-door',
    door: 'trusted',
    changes: true,
    request: z.object({ port: z.int().min(0).max(65_535).default(0) }),
    response: z.object({ url: z.string() }),
    summary: 'Open (or reuse) the 127.0.0.1 door and hand out a URL with a fresh one-time token.',
  },
  trustedStop: {
    method: 'POST',
    path: '/trusted/stop',
    door: 'trusted',
    changes: true,
    request: nothing,
    response: nothing,
    summary: 'End the engine in an orderly way.',
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
export type RouteRequest<Name extends RouteName> = z.input<(typeof routes)[Name]['request']>;
export type RouteResponse<Name extends RouteName> =
  (typeof routes)[Name]['response'] extends z.ZodType<infer Output> ? Output : never;

/** Every error answer, whatever the status. `message` is a sentence for a person. */
export const ErrorAnswer = z.object({ code: z.string(), message: z.string() });
export type ErrorAnswer = z.infer<typeof ErrorAnswer>;
