/** `status`: every file in one state, why files were set aside, and why nothing is read. */
import type { LibraryStatus } from '../engine/contract/activity.ts';
import { holdSentence } from '../engine/contract/hold-sentence.ts';
import { messages } from '../engine/contract/messages/index.ts';
import { roughTime } from '../engine/contract/rough-time.ts';
import type { Command } from './command-line.ts';
import type { Context } from './context.ts';
import { withEngine } from './with-engine.ts';

const texts = messages.cli.statusLines;
const words = messages.activity;
/** Of one reason, without --all. */
const fewFiles = 10;

export async function statusCommand(
  command: Extract<Command, { name: 'status' }>,
  context: Context,
): Promise<number> {
  const { signal, answer } = context;
  const library = { given: command.library, mayCreate: false };
  const status = await withEngine(context, library, (client) =>
    client.call('status', {}, { signal }),
  );
  if (command.json) answer(JSON.stringify(status));
  else for (const line of statusLines(status, Date.now(), command.all)) answer(line);
  return 0;
}

/** Pure. */
export function statusLines(status: LibraryStatus, nowMs: number, all: boolean): string[] {
  const { folders, offline, items, moments, sampled, hidden } = status;
  return [
    texts.states(status.seen, status.states),
    ...(offline > 0 ? [texts.offline(offline)] : []),
    texts.items(items, moments),
    ...(sampled > 0 ? [messages.cli.sampled(sampled)] : []),
    ...(hidden.items > 0 ? [messages.folders.hiddenSum(hidden)] : []),
    ...folders.flatMap(({ path, files, states, offline: isOffline, lookedThrough }) => [
      texts.folder(path, isOffline, texts.states(files, states)),
      ...(lookedThrough === undefined ? [] : [`  ${lookedThrough}`]),
    ]),
    ...workLines(status, nowMs),
    ...reasonLines(status, all),
  ];
}

function workLines(status: LibraryStatus, nowMs: number): string[] {
  const { sampled, hold, trouble, states, timeLeftMs, filesPerSecond, reading } = status;
  const open = states.waiting + states.reading;
  if (trouble !== null) return [trouble];
  if (open === 0) {
    const isSaid = hold?.why === 'paused' || (hold !== null && sampled > 0);
    return isSaid ? [`${holdSentence(hold, nowMs)}.`] : [];
  }
  if (hold !== null) return [`${holdSentence(hold, nowMs)}: ${words.waiting(open)}.`];
  const left = timeLeftMs === null ? null : words.timeLeft(words.roughly(roughTime(timeLeftMs)));
  return [
    texts.work(filesPerSecond, left),
    ...reading.map(({ path, share }) => texts.reading(path, share)),
  ];
}

function reasonLines({ reasons, setAside }: LibraryStatus, all: boolean): string[] {
  const files = Map.groupBy(setAside, ({ code }) => code);
  return reasons.flatMap(({ code, title, files: count }) => {
    const shown = (files.get(code) ?? []).slice(0, all ? undefined : fewFiles);
    return [
      texts.reason(count, title, code),
      ...shown.map(({ path, reason }) => messages.cli.setAside(path, reason)),
      ...(shown.length < count ? [texts.more(count - shown.length)] : []),
    ];
  });
}
