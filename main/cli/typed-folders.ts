import { readableFolder } from '../engine/http/index.ts';
import { type Context, typed } from './context.ts';

/** Checked before anything is made: a typing mistake must not leave an empty library behind. */
export function typedFolders(context: Context, paths: readonly string[]): Promise<string[]> {
  return Promise.all(paths.map((path) => readableFolder(typed(context, path))));
}
