/** What is said of watched and removed folders and of what is hidden, on the page and the command line. */
import { plural } from './counts.ts';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
const photos = (items: number): string => plural(items, 'photo or video', 'photos and videos');
const until = (untilMs: number | null): string =>
  untilMs === null ? 'kept for good' : `kept until ${day.format(untilMs)}`;

export type HiddenWords = { readonly items: number; readonly untilMs: number | null };

export const folderMessages = {
  photos,
  kept: ({ items, untilMs }: HiddenWords) => `${photos(items)}, ${until(untilMs)}`,
  /** After a folder was removed. */
  hidden: ({ items, untilMs }: HiddenWords) =>
    items === 0
      ? 'It held nothing that is not also elsewhere in the library.'
      : `Its ${photos(items)} ${items === 1 ? 'is' : 'are'} hidden and ${until(untilMs)}; add the folder again to bring them back, or forget them now.`,
  willBeHidden: (path: string, untilMs: number | null) =>
    `The photos and videos in ${path} leave the library, unless they lie elsewhere in it too. They are hidden and ${until(untilMs)}; until then you can bring them back with their tags and ratings. No file is touched or deleted.`,
  willBeForgotten: (path: string, items: number) =>
    `${photos(items)} that only ${path} held ${items === 1 ? 'is' : 'are'} forgotten for good, with tags, ratings and captions. No file is touched: added again, the folder is read like a new one.`,
  allWillBeForgotten: (items: number) =>
    `${photos(items)} without a place in a watched folder ${items === 1 ? 'is' : 'are'} forgotten for good, with tags, ratings and captions. No file is touched.`,
  moved: (from: string, to: string) => `${from} lies at ${to} now. Nothing of it is read again.`,
  forgotten: (items: number) => `${photos(items)} forgotten.`,
  nothingHidden: () => 'Nothing is hidden.',
  hiddenSum: ({ items, untilMs }: HiddenWords) =>
    untilMs === null
      ? `${photos(items)} hidden, kept for good`
      : `${photos(items)} hidden, kept until ${day.format(untilMs)} or longer`,
} as const;
