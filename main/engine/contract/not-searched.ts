/** What no search can find yet. */
import { z } from 'zod';

/** Files that are not read yet, so that no search finds what is in them. */
export const NotSearched = z.object({
  files: z.int(),
  /** Those of them that lie on folders that cannot be reached now. */
  offline: z.int(),
});
export type NotSearched = z.infer<typeof NotSearched>;

type FolderStates = {
  readonly offline: boolean;
  readonly states: { readonly waiting: number; readonly reading: number };
};

export function notSearchedIn(folders: readonly FolderStates[]): NotSearched {
  const open = ({ states }: FolderStates) => states.waiting + states.reading;
  const sum = (some: readonly FolderStates[]) => some.reduce((all, each) => all + open(each), 0);
  return { files: sum(folders), offline: sum(folders.filter(({ offline }) => offline)) };
}
