/** The routes of what a person adds to items. */
import { z } from 'zod';
import {
  Annotated,
  AnnotationChange,
  Label,
  LabelNames,
  LabelRename,
  mostItemsAnnotated,
} from './annotations.ts';
import type { Route } from './route.ts';

const mebibyte = 1024 * 1024;

export const annotationRoutes = {
  annotate: {
    method: 'POST',
    path: '/api/annotations',
    door: 'any',
    changes: true,
    request: z.object({
      itemIds: z.array(z.int()).min(1).max(mostItemsAnnotated),
      change: AnnotationChange,
    }),
    limitBytes: 4 * mebibyte,
    response: Annotated,
    summary: 'Rate, tag, caption items, put them into albums; all of it or none.',
  },
  undoAnnotation: {
    method: 'POST',
    path: '/api/annotations/undo',
    door: 'any',
    changes: true,
    /** Without an id the last change, whoever made it. */
    request: z.object({ changeId: z.int().optional() }),
    response: z.object({ items: z.int() }),
    summary: 'Take back the last change of annotations, as a whole.',
  },
  labels: {
    method: 'GET',
    path: '/api/labels',
    door: 'any',
    changes: false,
    request: z.object({}),
    response: z.object({ tags: z.array(Label), albums: z.array(Label) }),
    summary: 'Tags and albums, and how many shown items have each.',
  },
  labelNames: {
    method: 'GET',
    path: '/api/label-names',
    door: 'any',
    changes: false,
    request: z.object({}),
    response: LabelNames,
    summary: 'Names of tags and albums, to offer while one is typed.',
  },
  renameLabel: {
    method: 'POST',
    path: '/api/labels/rename',
    door: 'any',
    changes: true,
    request: LabelRename,
    response: Annotated,
    summary:
      'Call a tag, with all below it, or an album otherwise, wherever it is; all or nothing.',
  },
  trustedAnnotate: {
    method: 'POST',
    path: '/trusted/annotations',
    door: 'trusted',
    changes: true,
    request: z.object({
      /** Absolute paths of files that the library has. */
      files: z.array(z.string()).min(1).max(mostItemsAnnotated),
      change: AnnotationChange,
    }),
    limitBytes: 64 * mebibyte,
    response: Annotated,
    summary: 'Rate, tag, caption files, put them into albums; all of it or none.',
  },
} as const satisfies Record<string, Route>;
