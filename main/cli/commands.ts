/** The commands that ask an engine one thing and print its answer. Each returns the exit code. */
import { LibraryError } from '../engine/catalog/index.ts';
import type { CheckReport } from '../engine/contract/library.ts';
import { messages } from '../engine/contract/messages/index.ts';
import type { RouteRequest } from '../engine/contract/routes.ts';
import type { SearchAnswer } from '../engine/contract/search.ts';
import type { Command } from './command-line.ts';
import { type Context, typed } from './context.ts';
import { withProgressLine } from './progress-line.ts';
import { typedFolders } from './typed-folders.ts';
import { withEngine } from './with-engine.ts';

type Parsed<Name extends Command['name']> = Extract<Command, { name: Name }>;
type Answered = { readonly library: string | undefined; readonly json: boolean };
const texts = messages.cli;

export async function indexCommand(command: Parsed<'index'>, context: Context): Promise<number> {
  const { signal, answer, say } = context;
  const folders = await typedFolders(context, command.folders);
  const library = { given: command.library, mayCreate: true };
  const summary = await withEngine(context, library, (client) =>
    withProgressLine(client, process.stderr, () =>
      client.call('trustedIndex', { folders }, { signal }),
    ),
  );
  if (summary.resumed) say(texts.resumed());
  for (const { path, folder } of summary.resembling ?? []) say(texts.resembling(path, folder));
  if (command.json) {
    answer(JSON.stringify(summary));
    return 0;
  }
  const { seen, encoded, reused, setAside, tookMs } = summary;
  answer(texts.indexed(seen, encoded, reused, setAside.length, tookMs));
  for (const file of setAside) say(texts.setAside(file.path, file.reason));
  return 0;
}

export async function searchCommand(command: Parsed<'search'>, context: Context): Promise<number> {
  const { text, limit, strictness } = command;
  const path = (file: string) => typed(context, file);
  return search(command, context, {
    text,
    limit,
    strictness,
    likeFiles: command.like.filter(({ region }) => !region).map(({ file }) => path(file)),
    likeRegions: command.like.flatMap(({ file, region }) =>
      region === undefined ? [] : [{ path: path(file), ...region }],
    ),
    unlikeFiles: command.unlike.map(path),
    leaveOutExamples: false,
  });
}

export async function similarCommand(
  command: Parsed<'similar'>,
  context: Context,
): Promise<number> {
  const likeFiles = [typed(context, command.file)];
  return search(command, context, { limit: command.limit, likeFiles, leaveOutExamples: true });
}

async function search(
  { library, json }: Answered,
  context: Context,
  query: RouteRequest<'trustedSearch'>,
): Promise<number> {
  const { signal, answer, say } = context;
  const found = await withEngine(context, { given: library, mayCreate: false }, (client) =>
    client.call('trustedSearch', query, { signal }),
  );
  if (json) answer(JSON.stringify(found));
  else answer(resultLines(found).join('\n'));
  const { matches, results, notSearched } = found;
  if (matches === 0 && results.length > 0) say(texts.nothingMatches());
  else if (matches < results.length) say(texts.weakerFrom(matches + 1));
  if (notSearched !== undefined) {
    const { files, offline } = notSearched;
    say(texts.notSearched(messages.activity.unread(files, offline)));
  }
  return 0;
}

export async function markCommand(command: Parsed<'mark'>, context: Context): Promise<number> {
  const { signal, answer } = context;
  const { change } = command;
  const files = command.files.map((file) => typed(context, file));
  const library = { given: command.library, mayCreate: false };
  const done = await withEngine(context, library, (client) =>
    client.call('trustedAnnotate', { files, change }, { signal }),
  );
  answer(command.json ? JSON.stringify(done) : texts.marked(done.items));
  return 0;
}

export async function writeSidecarsCommand(
  command: Parsed<'write-sidecars'>,
  context: Context,
): Promise<number> {
  const { signal, answer, say } = context;
  const { query, strictness } = command;
  const paths = command.places.map((place) => typed(context, place));
  const asked = { paths, strictness, ...(query === undefined ? {} : { text: query }) };
  const library = { given: command.library, mayCreate: false };
  const result = await withEngine(context, library, (client) =>
    client.call('trustedWriteSidecars', asked, { signal }),
  );
  if (command.json) answer(JSON.stringify(result));
  else {
    answer(texts.sidecars(result));
    for (const { path, reason } of result.reasons) say(texts.setAside(path, reason));
  }
  return result.refused === 0 ? 0 : 1;
}

export async function renameCommand(
  command: Parsed<'rename-tag' | 'rename-album'>,
  context: Context,
): Promise<number> {
  const { signal, answer } = context;
  const library = { given: command.library, mayCreate: false };
  const done = await withEngine(context, library, (client) =>
    client.call('renameLabel', command.rename, { signal }),
  );
  answer(command.json ? JSON.stringify(done) : texts.marked(done.items));
  return 0;
}

export async function undoCommand(command: Answered, context: Context): Promise<number> {
  const { signal, answer } = context;
  const library = { given: command.library, mayCreate: false };
  const undone = await withEngine(context, library, (client) =>
    client.call('undoAnnotation', {}, { signal }),
  );
  answer(command.json ? JSON.stringify(undone) : texts.undone(undone.items));
  return 0;
}

export async function labelsCommand(command: Answered, context: Context): Promise<number> {
  const { signal, answer } = context;
  const library = { given: command.library, mayCreate: false };
  const labels = await withEngine(context, library, (client) =>
    client.call('labels', {}, { signal }),
  );
  if (command.json) answer(JSON.stringify(labels));
  else answer(texts.labels(labels.tags, labels.albums));
  return 0;
}

export async function checkCommand(command: Answered, context: Context): Promise<number> {
  const { signal, answer } = context;
  const library = { given: command.library, mayCreate: false };
  const report = await withEngine(context, library, (client) =>
    client.call('trustedCheck', {}, { signal }),
  ).catch(problemThatKeepsItShut);
  if (command.json) answer(JSON.stringify(report));
  else {
    for (const { kind, what } of report.problems) answer(texts.problem(kind, what));
    answer(report.ok ? texts.checkedWell() : texts.checkedBadly(report.problems.length));
    if (report.hidden !== undefined) answer(texts.hidden(report.hidden));
  }
  return report.ok ? 0 : 1;
}

/** A library that does not open is not ok, and why is the answer. Anything else is a failure. */
function problemThatKeepsItShut(error: unknown): CheckReport {
  if (!(error instanceof LibraryError)) throw error;
  return { ok: false, problems: [{ kind: error.code, what: error.message }] };
}

function resultLines({ results }: SearchAnswer): string[] {
  if (results.length === 0) return [texts.nothingFound()];
  return results.flatMap(({ rank, score, path, copies = [], timeMs, why, likeness }) => {
    const time = timeMs === null ? null : clockTime(timeMs);
    // What only passed the filters has no score worth the name.
    const shown = why.length === 0 ? null : score;
    return [texts.result(rank, shown, path, { time, likeness }), ...copies.map(texts.copy)];
  });
}

/** `1:02:03`, `2:03`. */
export function clockTime(timeMs: number): string {
  const total = Math.floor(timeMs / 1000);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const two = (value: number) => String(value).padStart(2, '0');
  const tail = two(total % 60);
  return hours === 0 ? `${minutes}:${tail}` : `${hours}:${two(minutes)}:${tail}`;
}
