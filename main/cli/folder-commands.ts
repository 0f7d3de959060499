/** Watched and removed folders. Each command returns the exit code. */
import { realpath } from 'node:fs/promises';
import type { Client } from '../engine/contract/client.ts';
import type { Folder, RemovedFolder } from '../engine/contract/library.ts';
import { messages } from '../engine/contract/messages/index.ts';
import type { Command } from './command-line.ts';
import { type Context, typed } from './context.ts';
import { UsageError } from './usage.ts';
import { withEngine } from './with-engine.ts';

type Parsed<Name extends Command['name']> = Extract<Command, { name: Name }>;
type Answered = { readonly library: string | undefined; readonly json: boolean };
const { cli: texts, folders: folderTexts } = messages;

export async function foldersCommand(command: Answered, context: Context): Promise<number> {
  const { signal, answer } = context;
  const [watched, removed] = await onLibrary(command, context, (client) =>
    Promise.all([
      client.call('folders', {}, { signal }),
      client.call('removedFolders', {}, { signal }),
    ]),
  );
  if (command.json) answer(JSON.stringify({ watched, removed }));
  else answer(texts.folders(watched, removed));
  return 0;
}

export async function removeCommand(command: Parsed<'remove'>, context: Context): Promise<number> {
  const { signal, answer } = context;
  const removed = await onLibrary(command, context, async (client) => {
    const folders = await client.call('folders', {}, { signal });
    const folder = await named(context, folders, command.folder, texts.notWatched);
    const hidden = await client.call('removeFolder', { folderId: folder.id }, { signal });
    return { path: folder.path, ...hidden };
  });
  if (command.json) answer(JSON.stringify(removed));
  else answer(texts.removed(removed.path, removed));
  return 0;
}

export async function relocateCommand(
  command: Parsed<'relocate'>,
  context: Context,
): Promise<number> {
  const { signal, answer } = context;
  const moved = await onLibrary(command, context, async (client) => {
    const folders = await client.call('folders', {}, { signal });
    const { id, path } = await named(context, folders, command.from, texts.notWatched);
    const to = typed(context, command.to);
    const folder = await client.call('relocateFolder', { folderId: id, path: to }, { signal });
    return { from: path, folder };
  });
  if (command.json) answer(JSON.stringify(moved.folder));
  else answer(folderTexts.moved(moved.from, moved.folder.path));
  return 0;
}

/** What is forgotten does not come back: so it is said what that is, and asked. */
export async function forgetCommand(command: Parsed<'forget'>, context: Context): Promise<number> {
  const { signal, answer, say, ask } = context;
  return onLibrary(command, context, async (client) => {
    const folder =
      command.folder === undefined
        ? undefined
        : await named(
            context,
            await client.call('removedFolders', {}, { signal }),
            command.folder,
            texts.notRemoved,
          );
    const { hidden } = await client.call('status', {}, { signal });
    const items = folder?.items ?? hidden.items;
    const isNothing = folder === undefined && items === 0;
    if (!command.sure && !isNothing) {
      const what =
        folder === undefined
          ? folderTexts.allWillBeForgotten(items)
          : folderTexts.willBeForgotten(folder.path, items);
      const agreed = await ask(texts.askToForget(what));
      if (agreed === undefined) throw new UsageError(texts.sayYes(what));
      if (!agreed) {
        say(texts.nothingForgotten());
        return 1;
      }
    }
    const request = folder === undefined ? {} : { folderId: folder.id };
    // Also where nothing is: one that was cut short may have left thumbnails behind.
    const forgotten = await client.call('forget', request, { signal });
    if (command.json) answer(JSON.stringify(forgotten));
    else answer(isNothing ? folderTexts.nothingHidden() : folderTexts.forgotten(forgotten.items));
    return 0;
  });
}

function onLibrary<Result>(
  command: Pick<Answered, 'library'>,
  context: Context,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  return withEngine(context, { given: command.library, mayCreate: false }, work);
}

/** By the path that it is known by, which need not be there. */
async function named<Listed extends Folder | RemovedFolder>(
  context: Context,
  folders: readonly Listed[],
  given: string,
  missing: (path: string, known: readonly string[]) => string,
): Promise<Listed> {
  const path = typed(context, given);
  const real = await realpath(path).catch(() => path);
  const found = folders.find((each) => each.path === path || each.path === real);
  if (found !== undefined) return found;
  throw new Error(
    missing(
      path,
      folders.map((each) => each.path),
    ),
  );
}
