/** The routes of what indexing does, of what steers it, and of the settings. */
import { z } from 'zod';
import { Activity, Retried, SetAsideEntry } from './activity.ts';
import { Progress } from './library.ts';
import type { Route } from './route.ts';
import { SettingsAnswer, SettingsChange } from './settings.ts';

const nothing = z.object({});
const mostFilesRetried = 100_000;
const mebibyte = 1024 * 1024;
/** Of this reason alone; any without it. */
const code = z.string().optional();

export const activityRoutes = {
  activity: {
    method: 'GET',
    path: '/api/activity',
    door: 'any',
    changes: false,
    request: nothing,
    response: Activity,
    summary: 'What is read now, the states of the files of each folder, and reasons with counts.',
  },
  setAside: {
    method: 'GET',
    path: '/api/set-aside',
    door: 'any',
    changes: false,
    request: z.object({
      code: z.string(),
      from: z.coerce.number<number>().int().min(0).default(0),
      limit: z.coerce.number<number>().int().min(1).max(1_000).default(200),
    }),
    response: z.object({ files: z.array(SetAsideEntry) }),
    summary: 'Files that were set aside for a reason, a part of them, by path.',
  },
  retrySetAside: {
    method: 'POST',
    path: '/api/retry',
    door: 'any',
    changes: true,
    request: z.object({ code, fileIds: z.array(z.int()).max(mostFilesRetried).optional() }),
    limitBytes: mebibyte,
    response: Retried,
    summary: 'Try files that were set aside once more: these, all of a reason, or all.',
  },
  trustedRetry: {
    method: 'POST',
    path: '/trusted/retry',
    door: 'trusted',
    changes: true,
    request: z.object({ files: z.array(z.string()).min(1).max(mostFilesRetried) }),
    limitBytes: 64 * mebibyte,
    response: Retried,
    summary: 'Try these files once more, given by their paths.',
  },
  trustedFilePath: {
    method: 'GET',
    path: '/trusted/files/:fileId/path',
    door: 'trusted',
    changes: false,
    request: nothing,
    response: z.object({ path: z.string() }),
    summary: 'For "reveal in folder" of a file that is no item.',
  },
  pause: {
    method: 'POST',
    path: '/api/pause',
    door: 'any',
    changes: true,
    request: z.object({ untilMs: z.number().nullable().default(null) }),
    response: Progress,
    summary: 'Pause indexing: until it is resumed, or until a moment. A restart does not end it.',
  },
  resume: {
    method: 'POST',
    path: '/api/resume',
    door: 'any',
    changes: true,
    request: nothing,
    response: Progress,
    summary: 'Read on: end a pause, and pass over the schedule and the battery this time.',
  },
  settings: {
    method: 'GET',
    path: '/api/settings',
    door: 'any',
    changes: false,
    request: nothing,
    response: SettingsAnswer,
    summary: 'What is set.',
  },
  changeSettings: {
    method: 'PATCH',
    path: '/api/settings',
    door: 'any',
    changes: true,
    request: SettingsChange,
    response: SettingsAnswer,
    summary: 'Set what is named, keep the rest.',
  },
  countExcluded: {
    method: 'POST',
    path: '/api/settings/count-excluded',
    door: 'any',
    changes: false,
    request: SettingsChange.pick({ exclude: true }).required(),
    response: z.object({ files: z.int() }),
    summary: 'How many files of the library these patterns would leave out.',
  },
} as const satisfies Record<string, Route>;
