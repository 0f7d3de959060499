/** Why nothing is read, in words, as every door says it. Pure. */
import type { Hold } from './hold.ts';
import { activityMessages } from './messages/activity.ts';
import { whenOf } from './when.ts';

const { hold: words } = activityMessages;

/** Without a full stop. */
export function holdSentence(hold: Hold, nowMs: number): string {
  if (hold.why === 'battery' || hold.why === 'not-started') return words[hold.why];
  if (hold.why === 'schedule') return words.schedule(whenOf(hold.untilMs, nowMs));
  return words.paused(hold.untilMs === null ? null : whenOf(hold.untilMs, nowMs));
}
