/** Why nothing new is read although it could be. */
import { z } from 'zod';

export const Hold = z.discriminatedUnion('why', [
  /** A person paused it: until a moment (milliseconds since 1970), or until it is resumed. */
  z.object({ why: z.literal('paused'), untilMs: z.number().nullable() }),
  /** The schedule says when to read; the next time begins then. */
  z.object({ why: z.literal('schedule'), untilMs: z.number() }),
  /** The computer runs on its battery, and the settings say to wait. */
  z.object({ why: z.literal('battery') }),
  /** This engine was started for one command and reads only what that asks for. */
  z.object({ why: z.literal('not-started') }),
]);
export type Hold = z.infer<typeof Hold>;

/** A pause as it is kept. */
export const Pause = z.object({ untilMs: z.number().nullable() });
export type Pause = z.infer<typeof Pause>;

/** How long a pause lasts: an hour from now, or until the next morning at seven. */
export const pauseLengths = ['hour', 'tomorrow'] as const;
export type PauseLength = (typeof pauseLengths)[number];

const hourMs = 3_600_000;
const morningHour = 7;
/** Whoever is up before then means the morning after the next sleep. */
const nightEndsHour = 4;

/** When a pause that begins now ends, by the clock of this computer. */
export function pauseEndMs(length: PauseLength, nowMs: number): number {
  if (length === 'hour') return nowMs + hourMs;
  const now = new Date(nowMs);
  const days = now.getHours() < nightEndsHour ? 0 : 1;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, morningHour).getTime();
}
