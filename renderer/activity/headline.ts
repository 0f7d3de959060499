/** What the activity page says first. Pure. */
import type { Activity } from '../../main/engine/contract/activity.ts';
import { holdSentence } from '../../main/engine/contract/hold-sentence.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { timeLeft } from '../progress/progress-line.ts';

const text = messages.page.activity.headline;

export type Headline = {
  readonly title: string;
  readonly mood: 'reading' | 'held' | 'done' | 'trouble';
};

export function headline(activity: Activity, nowMs: number): Headline {
  const { states, hold, trouble, scanning, timeLeftMs, seen } = activity;
  if (trouble !== null) return { title: text.trouble, mood: 'trouble' };
  if (states.waiting + states.reading > 0) {
    if (hold !== null) return { title: holdSentence(hold, nowMs), mood: 'held' };
    const left = timeLeftMs === null ? null : timeLeft(timeLeftMs);
    return { title: text.reading(left), mood: 'reading' };
  }
  if (scanning) return { title: text.scanning, mood: 'reading' };
  if (hold?.why === 'paused') return { title: holdSentence(hold, nowMs), mood: 'held' };
  if (seen === 0) return { title: text.empty, mood: 'done' };
  return { title: states.setAside > 0 ? text.allButSetAside : text.upToDate, mood: 'done' };
}
