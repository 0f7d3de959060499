/** How right a time left was, once the end is known. */

export type Said = { readonly atMs: number; readonly timeLeftMs: number | null };

export type Judgement = {
  readonly tookSeconds: number;
  /** After the first minute and before the last ten seconds, in percent of that time: */
  readonly saidPercent: number;
  readonly withinAThirdPercent: number;
  /** The largest estimate and the smallest one, in times of what it should have been. */
  readonly most: number;
  readonly least: number;
};

const firstMs = 60_000;
const lastMs = 10_000;

export function judgeTimeLeft(said: readonly Said[], endMs: number): Judgement {
  const judged = said.filter(({ atMs }) => atMs >= firstMs && atMs <= endMs - lastMs);
  const ratios = judged.flatMap(({ atMs, timeLeftMs }) =>
    timeLeftMs === null ? [] : [timeLeftMs / (endMs - atMs)],
  );
  const within = ratios.filter((ratio) => ratio >= 2 / 3 && ratio <= 4 / 3);
  const percent = (part: number, all: number) => (all === 0 ? 0 : Math.round((100 * part) / all));
  const rounded = (value: number) => Math.round(value * 100) / 100;
  return {
    tookSeconds: Math.round(endMs / 1000),
    saidPercent: percent(ratios.length, judged.length),
    withinAThirdPercent: percent(within.length, ratios.length),
    most: rounded(Math.max(...ratios)),
    least: rounded(Math.min(...ratios)),
  };
}
