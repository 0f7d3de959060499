/** Indexing's progress on stderr: one line kept up to date on a terminal, sparse lines elsewhere. */
import type { Client } from '../engine/contract/client.ts';
import { EngineError } from '../engine/contract/errors.ts';
import { holdSentence } from '../engine/contract/hold-sentence.ts';
import type { Progress } from '../engine/contract/library.ts';
import { messages } from '../engine/contract/messages/index.ts';
import { eraseLine } from './erase-line.ts';

const sparseMs = 10_000;

type Output = {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
};

/** Follows progress while `work` runs. */
export async function withProgressLine<Result>(
  client: Client,
  output: Output,
  work: () => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController();
  const following = follow(client, output, ending.signal);
  try {
    return await work();
  } finally {
    ending.abort();
    await following;
    if (output.isTTY) output.write(eraseLine);
  }
}

async function follow(client: Client, output: Output, signal: AbortSignal): Promise<void> {
  let lastMs = performance.now();
  try {
    for await (const progress of client.progressEvents(signal)) {
      if (signal.aborted) return;
      const line = progressLine(progress);
      if (output.isTTY) {
        output.write(`${eraseLine}${line.slice(0, (output.columns ?? 80) - 1)}`);
      } else if (performance.now() - lastMs > sparseMs) {
        lastMs = performance.now();
        output.write(`${line}\n`);
      }
    }
  } catch (error) {
    // The engine went away: whoever asked it for work hears of it there.
    if (!(error instanceof EngineError)) throw error;
  }
}

export function progressLine(progress: Progress): string {
  const { states, seen, scanning, hold } = progress;
  const texts = messages.cli;
  if (scanning && states.done + states.setAside === 0) return texts.scanning(seen);
  const rests = hold === null ? undefined : holdSentence(hold, Date.now());
  const reading = rests ?? progress.trouble ?? progress.reading[0] ?? '';
  const done = states.done + states.setAside;
  return texts.progress(done, seen, progress.filesPerSecond, states.setAside, reading);
}
