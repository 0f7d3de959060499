/** `serve`: the program in the browser, until Ctrl-C. */
import open from 'open';
import type { Client } from '../engine/contract/client.ts';
import { EngineError } from '../engine/contract/errors.ts';
import { messages } from '../engine/contract/messages/index.ts';
import { libraryLocation } from '../engine/library-location.ts';
import { standBy } from '../engine/stand-by.ts';
import type { Command } from './command-line.ts';
import type { Context } from './context.ts';
import { typedFolders } from './typed-folders.ts';

const texts = messages.cli;

/** Resolves with the exit code when it was ended in order, with no child left. */
export async function serveCommand(
  command: Extract<Command, { name: 'serve' }>,
  context: Context,
): Promise<number> {
  const { say, answer, signal } = context;
  const libraryPath = libraryLocation(command.library, context.environment);
  const folders = await typedFolders(context, command.folders);
  let port = command.port;
  let isFirst = true;
  say(texts.serving(libraryPath));
  await standBy(
    { libraryPath, log: say },
    async ({ client, own }) => {
      if (own === undefined) say(texts.sharing());
      else if (!isFirst) say(texts.tookOver());
      if (isFirst) await addFolders(client, folders, context);
      const { url } = await client.call('trustedBrowserDoor', { port }, { signal });
      // A page that is open goes on at the same address, with the cookie it has.
      port = Number(new URL(url).port);
      if (!isFirst) return;
      isFirst = false;
      say(texts.stopHint());
      answer(texts.ready(url));
      if (command.open) await openBrowser(url, say);
    },
    signal,
  );
  return 0;
}

async function addFolders(
  client: Client,
  folders: readonly string[],
  { say, signal }: Context,
): Promise<void> {
  for (const path of folders) {
    try {
      await client.call('addFolder', { path }, { signal });
    } catch (error) {
      // A part of a watched folder is there already; that is what was asked for.
      if (!(error instanceof EngineError && error.code === 'folder-refused')) throw error;
      say(error.message);
    }
  }
}

async function openBrowser(url: string, say: (text: string) => void): Promise<void> {
  try {
    const browser = await open(url);
    browser.once('error', (error) => say(texts.cannotOpenBrowser(error.message)));
    browser.unref();
  } catch (error) {
    say(texts.cannotOpenBrowser(error instanceof Error ? error.message : String(error)));
  }
}
