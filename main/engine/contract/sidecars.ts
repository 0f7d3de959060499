/** Writing what a person added into XMP sidecars, and what came of it. */
import { z } from 'zod';
import { mostItemsAnnotated } from './annotations.ts';
import { Strictness } from './library.ts';
import type { Route } from './route.ts';

const mebibyte = 1024 * 1024;

export const SidecarsWritten = z.object({
  /** Sidecars that were made or changed. */
  written: z.int(),
  /** Files whose sidecar says all of it already, or to which nothing was added. */
  unchanged: z.int(),
  /** Files whose sidecar was not written, in all; the first of them with the reason. */
  refused: z.int(),
  reasons: z.array(z.object({ path: z.string(), reason: z.string() })),
});
export type SidecarsWritten = z.infer<typeof SidecarsWritten>;

export const sidecarRoutes = {
  writeSidecars: {
    method: 'POST',
    path: '/api/sidecars',
    door: 'any',
    changes: true,
    request: z.object({ itemIds: z.array(z.int()).min(1).max(mostItemsAnnotated) }),
    limitBytes: 4 * mebibyte,
    response: SidecarsWritten,
    summary: 'Write ratings, tags, captions of items into XMP sidecars beside their files.',
  },
  trustedWriteSidecars: {
    method: 'POST',
    path: '/trusted/sidecars',
    door: 'trusted',
    changes: true,
    request: z.object({
      /** Absolute paths of files that the library has, or of folders with such files. */
      paths: z.array(z.string()).max(mostItemsAnnotated).default([]),
      /** What a query finds well; with filters alone everything that passes. */
      text: z.string().max(2_000).optional(),
      strictness: Strictness.default('normal'),
    }),
    limitBytes: 64 * mebibyte,
    response: SidecarsWritten,
    summary: 'The same for files, for all in folders, and for what a query finds.',
  },
} as const satisfies Record<string, Route>;
