/** The routes of what is hidden: kept for a while, brought back, or forgotten. */
import { z } from 'zod';
import { Folder, RemovedFolder } from './library.ts';
import type { Route } from './route.ts';

export const hiddenRoutes = {
  removedFolders: {
    method: 'GET',
    path: '/api/removed-folders',
    door: 'any',
    changes: false,
    request: z.object({}),
    response: z.array(RemovedFolder),
    summary: 'Folders that are not watched any more and whose photos and videos are kept.',
  },
  restoreFolder: {
    method: 'POST',
    path: '/api/removed-folders/:folderId/restore',
    door: 'any',
    changes: true,
    request: z.object({}),
    response: Folder,
    summary: 'Watch a removed folder again, with everything it had.',
  },
  forget: {
    method: 'POST',
    path: '/api/forget',
    door: 'any',
    changes: true,
    /** Without a folder: everything that is hidden. */
    request: z.object({ folderId: z.int().optional() }),
    response: z.object({ items: z.int() }),
    summary: 'Purge what is hidden at once: what a person added to it cannot be brought back.',
  },
} as const satisfies Record<string, Route>;
