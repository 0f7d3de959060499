/** What an answer is said to be, at the page's foot and to screen readers. Pure. */
import { messages } from '../../main/engine/contract/messages/index.ts';
import type { RankingColumns } from '../../main/engine/contract/ranking-columns.ts';
import type { Fold } from '../state/use-fold.ts';

const text = messages.page;

export type FoundLine = {
  /** Null where nothing is shown. */
  readonly found: string | null;
  /** Read out; null where nothing was asked for: the library's number grows while it is read. */
  readonly said: string | null;
};

export function foundLine(
  fold: Pick<Fold, 'shown' | 'weaker' | 'isOpen'>,
  { searching, firstRun }: { readonly searching: boolean; readonly firstRun: boolean },
): FoundLine {
  const { shown } = fold;
  if (shown === null) return { found: null, said: null };
  const none = fold.weaker > 0 ? text.fold.noneTitle : text.empty.noResultsTitle;
  const found = shown.itemIds.length === 0 || firstRun ? null : sentence(shown, fold);
  return { found, said: searching ? (shown.itemIds.length > 0 ? found : none) : null };
}

function sentence(
  { meta, itemIds, scores }: RankingColumns,
  { isOpen, weaker }: Pick<Fold, 'weaker' | 'isOpen'>,
): string {
  const total = itemIds.length;
  if (meta.order === 'all') return text.search.foundAll(total);
  if (!isOpen && weaker > 0) return text.search.foundMatching(total);
  const itself = scores[0] === 1 ? 1 : 0;
  return text.search.foundRanked(total, Math.max(0, (meta.near ?? 0) - itself));
}
