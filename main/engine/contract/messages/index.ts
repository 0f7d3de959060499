/**
 * The one message catalogue: every string that a person sees, in the page, the CLI, the shell and
 * the engine's errors, is rendered from here. A message is a string or a function of its values.
 * Each area keeps its messages in a file of its own beside this one.
 */
import { activityMessages } from './activity.ts';
import { catalogMessages } from './catalog.ts';
import { cliMessages } from './cli.ts';
import { engineMessages } from './engine.ts';
import { evaluateMessages } from './evaluate.ts';
import { folderMessages } from './folders.ts';
import { httpMessages } from './http.ts';
import { ingestMessages } from './ingest.ts';
import { pageMessages } from './page.ts';
import { settingMessages } from './settings.ts';
import { shellMessages } from './shell.ts';
import { sidecarMessages } from './sidecars.ts';

export const messages = {
  activity: activityMessages,
  catalog: catalogMessages,
  cli: cliMessages,
  engine: engineMessages,
  evaluate: evaluateMessages,
  folders: folderMessages,
  http: httpMessages,
  ingest: ingestMessages,
  settings: settingMessages,
  shell: shellMessages,
  sidecars: sidecarMessages,
  page: pageMessages,
} as const;
