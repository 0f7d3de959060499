/** Times and recall of many queries, summed up. */

export type Times = { readonly p50: number; readonly p99: number; readonly queries: number };

/** Milliseconds, to a hundredth. */
export function timesOf(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  return { p50: at(0.5), p99: at(0.99), queries: times.length };
}

export const round = (value: number) => Math.round(value * 100) / 100;

/** The part of the true nearest that were found, to four digits; 1 where there are none. */
export function recallOf(
  found: readonly (readonly number[])[],
  truths: readonly Uint32Array[],
): number {
  const parts = truths.map((truth, query) => {
    const ids = new Set(found[query]);
    return truth.length === 0 ? 1 : truth.filter((id) => ids.has(id)).length / truth.length;
  });
  return Math.round((10_000 * parts.reduce((sum, part) => sum + part, 0)) / parts.length) / 10_000;
}

export const peakMegabytes = () => Math.round(process.resourceUsage().maxRSS / 1e3);
