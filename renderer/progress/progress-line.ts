/** What the progress line says. Pure. */
import { holdSentence } from '../../main/engine/contract/hold-sentence.ts';
import type { Progress } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { roughTime } from '../../main/engine/contract/rough-time.ts';
import { formatSpeed } from '../shared/format.ts';
import type { EngineState } from '../state/use-progress.ts';

const text = messages.page.progress;
const words = messages.activity;

export type ProgressLine = {
  /** Parts to be set apart by a middle dot. */
  readonly parts: readonly string[];
  /** Finished share, 0 to 1; null when there is nothing to wait for. */
  readonly share: number | null;
  readonly mood: 'working' | 'held' | 'idle' | 'trouble';
};

/** A file that was set aside is finished: nothing more happens to it by itself. */
export function progressLine(progress: Progress, nowMs: number): ProgressLine {
  const { states, seen, reading, filesPerSecond, hold, timeLeftMs } = progress;
  const finished = states.done + states.setAside;
  const open = states.waiting + states.reading;
  const share = seen === 0 ? null : finished / seen;
  if (progress.trouble !== null) {
    return { parts: [progress.trouble], share: null, mood: 'trouble' };
  }
  if (hold !== null && open > 0) {
    return { parts: [holdSentence(hold, nowMs), words.waiting(open)], share, mood: 'held' };
  }
  if (progress.scanning && finished === 0 && reading.length === 0) {
    return { parts: [text.scanning(seen)], share: null, mood: 'working' };
  }
  if (open > 0) {
    const parts = [text.indexed(finished, seen)];
    if (timeLeftMs !== null) parts.push(timeLeft(timeLeftMs));
    if (filesPerSecond > 0) parts.push(text.speed(formatSpeed(filesPerSecond)));
    const name = reading[0];
    if (name !== undefined) parts.push(text.reading(name));
    return { parts, share, mood: 'working' };
  }
  if (progress.scanning) return { parts: [text.scanning(seen)], share: null, mood: 'working' };
  const parts = [progress.items === 0 ? text.nothing : text.upToDate(progress.items)];
  return { parts, share: null, mood: 'idle' };
}

export function timeLeft(timeLeftMs: number): string {
  return words.timeLeft(words.roughly(roughTime(timeLeftMs)));
}

/** What is read out: how indexing stands, but not each of its steps. */
export function progressSpoken({ progress, connection }: EngineState, nowMs: number): string {
  if (connection === 'lost') return text.lost;
  if (progress === null) return '';
  const { mood, parts } = progressLine(progress, nowMs);
  if (mood === 'working') return '';
  return mood === 'held' ? (parts[0] ?? '') : parts.join(' ');
}
