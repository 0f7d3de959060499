/** How well a result must match to stand above the fold; kept on this computer alone. */
import { readSetting, writeSetting } from './theme.ts';

export const strictnesses = ['loose', 'normal', 'strict', 'all'] as const;
export type PageStrictness = (typeof strictnesses)[number];

const key = 'afterimage.strictness';

export function storedStrictness(): PageStrictness {
  const value = readSetting(key);
  return strictnesses.find((strictness) => strictness === value) ?? 'normal';
}

export function storeStrictness(strictness: PageStrictness): void {
  writeSetting(key, strictness);
}
