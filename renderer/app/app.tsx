/** The page: search above, grid below, progress at the foot, dialogs and viewer over it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { ActivityPage } from '../activity/activity-page.tsx';
import { NotSearchedLine } from '../activity/not-searched-line.tsx';
import { SelectionBar } from '../annotations/selection-bar.tsx';
import { useAnnotate } from '../annotations/use-annotate.ts';
import { useFollowAnnotations } from '../annotations/use-follow-annotations.ts';
import { writeSidecars } from '../annotations/write-sidecars.ts';
import { useAddFolder } from '../folders/use-add-folder.tsx';
import { Grid, type GridHandle } from '../grid/grid.tsx';
import { ProgressFoot } from '../progress/progress-bar.tsx';
import { DropOverlay } from '../search-bar/drop-overlay.tsx';
import type { SearchBarHandle } from '../search-bar/search-bar.tsx';
import { useDroppedPictures } from '../search-bar/use-dropped-pictures.ts';
import { isTyping } from '../shared/is-typing.ts';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine, sentenceOf } from '../state/engine.ts';
import { emptyQuery, encodeLocation, isEmptyQuery } from '../state/page-location.ts';
import { storedStrictness, storeStrictness } from '../state/strictness.ts';
import { useFold } from '../state/use-fold.ts';
import { useFreshRanking } from '../state/use-fresh-ranking.ts';
import { closeOpen } from '../state/use-page-location.ts';
import { useProgress } from '../state/use-progress.ts';
import { useRanking } from '../state/use-ranking.ts';
import { useSelection } from '../state/use-selection.ts';
import { Viewer } from '../viewer/viewer.tsx';
import { EmptyState } from './empty-state.tsx';
import { FoldBar } from './fold-bar.tsx';
import { foundLine } from './found-line.ts';
import { Notice } from './notice.tsx';
import { type OpenDialog, PageDialogs } from './page-dialogs.tsx';
import { PageHead } from './page-head.tsx';
import { usePictureQueries } from './use-picture-queries.ts';
import { useQuerySteps } from './use-query-steps.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { Welcome } from './welcome.tsx';
import './app.css';

const text = messages.page;
const loadFolders = (signal: AbortSignal) => engine.call('folders', {}, { signal });
/** `at`: so that the same sentence again is another one. */
type Said = { readonly sentence: string; readonly at: number; readonly onUndo?: () => void };

export function App() {
  const { location, goTo, change, endTyping } = useQuerySteps();
  const { query, open, view } = location;
  const { progress, connection, receive } = useProgress();
  const [strictness, setStrictness] = useState(storedStrictness());
  const ranking = useRanking(query, strictness);
  const folders = useLoaded(loadFolders);
  const showsActivity = view === 'activity';
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const [notice, setNotice] = useState<Said | null>(null);
  const grid = useRef<GridHandle>(null);
  const searchBar = useRef<SearchBarHandle>(null);
  const { answers } = ranking;
  const fold = useFold(ranking.columns, answers, open);
  const columns = fold.shown;

  const newResults = useFreshRanking({
    epoch: progress?.epoch ?? null,
    shownEpoch: columns?.meta.epoch ?? null,
    ranked: columns?.meta.order === 'ranked',
    busy: ranking.busy,
    connection,
    isInUse: () => open !== null || (grid.current?.isInUse() ?? false),
    refresh: ranking.refresh,
  });

  // The command line or another window may have added the first folder, or changed the counts;
  // a drive came or went.
  const seen = progress?.seen ?? 0;
  const offline = progress?.offline ?? 0;
  const noFolders = folders.value !== null && folders.value.length === 0;
  const reloadFolders = folders.reload;
  useEffect(() => {
    if ((noFolders && seen > 0) || (dialog === 'folders' && offline >= 0)) reloadFolders();
  }, [noFolders, seen, offline, dialog, reloadFolders]);
  const foldersFailed = folders.error !== null;
  useEffect(() => {
    if (connection === 'open' && foldersFailed) reloadFolders();
  }, [connection, foldersFailed, reloadFolders]);

  const say = useCallback((sentence: string, onUndo?: () => void) => {
    setNotice({ sentence, at: performance.now(), ...(onUndo && { onUndo }) });
  }, []);
  const fail = useCallback((error: unknown) => say(sentenceOf(error)), [say]);
  const { turn, annotate, rename, undo } = useAnnotate({ onError: fail, onSaid: say });
  const keepBeside = (itemIds: readonly number[]): void =>
    void writeSidecars(itemIds, { onError: fail, onSaid: say });
  const isOpen = open !== null;
  useFollowAnnotations({ turn, words: query.text, isOpen, refresh: ranking.refresh });
  const queryKey =
    answers === null ? '' : `${encodeLocation({ query: answers, open: null })} ${answers.uploads}`;
  const selection = useSelection(columns, queryKey);
  // Without results the sentence stands in the middle of the page; see EmptyState.
  const staleError = columns === null ? null : ranking.error;
  const afterwards = useRef<(() => void) | null>(null);
  useEffect(() => {
    if (staleError !== null) afterwards.current = null;
    if (staleError === null) setNotice(null);
    else say(staleError);
  }, [staleError, say]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when an answer is shown.
  useEffect(() => {
    const focus = afterwards.current;
    afterwards.current = null;
    // Whoever went to type meanwhile stays there.
    if (focus !== null) afterPaint(() => isTyping() || focus());
  }, [columns]);

  const { uploading, moreLike, searchPart, judge, addMoment, addPictures } = usePictureQueries({
    ...{ goTo, change, endTyping },
    onError: fail,
    onFreshQuery: () => {
      afterwards.current = () => grid.current?.focus();
    },
  });
  const { addFolder, added, question } = useAddFolder({
    onChanged: folders.reload,
    onBrowse: () => setDialog('add-folder'),
    onError: fail,
  });
  const openIndex = (index: number): void => {
    if (columns === null) return;
    endTyping();
    const itemId = columns.itemIds[index];
    const momentId = columns.momentIds[index];
    if (itemId !== undefined && momentId !== undefined) {
      goTo({ query, open: { itemId, momentId } }, 'push');
    }
  };

  const openActivity = (): void => {
    endTyping();
    setDialog(null);
    goTo({ query, open: null, view: 'activity' }, 'push');
  };
  // The activity page had the focus; what it stood in front of gets it back.
  const showedActivity = useRef(showsActivity);
  useEffect(() => {
    const before = showedActivity.current;
    showedActivity.current = showsActivity;
    if (before && !showsActivity) afterPaint(() => isTyping() || grid.current?.focus());
  }, [showsActivity]);

  // A closed viewer leaves the focus on the tile of the item that was seen last.
  const lastOpen = useRef(open);
  useEffect(() => {
    const before = lastOpen.current;
    lastOpen.current = open;
    if (before === null || open !== null || afterwards.current !== null) return;
    afterPaint(() => isTyping() || grid.current?.focusItem(before.itemId));
  }, [open]);

  // The button that was pressed goes away with what it showed or hid.
  const showNearest = (): void => {
    afterwards.current = () => grid.current?.focusFirst();
    fold.setOpen(true);
  };
  const hideWeaker = (): void => {
    if (ranking.columns?.meta.matches === 0) searchBar.current?.focus();
    fold.setOpen(false);
  };

  const dropping = useDroppedPictures({
    onFiles: addPictures,
    onMoment: addMoment,
  });
  useShortcuts({
    disabled: dialog !== null || question !== null || open !== null,
    hasDialog: dialog !== null || question !== null,
    onSearch: () => searchBar.current?.focus(),
    onHelp: () => setDialog('shortcuts'),
    onSettings: () => setDialog('settings'),
    onActivity: showsActivity ? closeOpen : openActivity,
    onEscape: showsActivity ? closeOpen : undefined,
    onUndo: () => void undo(),
  });
  const findText = (asked: string): void => {
    endTyping();
    goTo({ query: { ...emptyQuery, text: asked }, open: null }, 'push');
  };

  const firstRun = noFolders && seen === 0;
  const total = columns?.itemIds.length ?? 0;
  const searching = !isEmptyQuery(query);
  const { found, said } = foundLine(fold, { searching, firstRun });
  const { text: words } = query;
  useEffect(() => {
    const ofSearch = words === '' ? text.appName : text.search.pageTitle(words);
    document.title = showsActivity ? text.activity.pageTitle : ofSearch;
  }, [words, showsActivity]);
  const closeDialog = (): void => setDialog(null);

  return (
    <div className="page">
      <PageHead
        searchBar={searchBar}
        query={query}
        busy={uploading || (ranking.busy && answers !== query)}
        onChange={change}
        onFiles={addPictures}
        onLeave={() => grid.current?.focus()}
        onHome={() => {
          change(() => emptyQuery, 'settled');
          grid.current?.scrollToTop();
        }}
        onOpen={setDialog}
        onActivity={openActivity}
        strictness={strictness}
        onStrictness={(chosen) => {
          storeStrictness(chosen);
          setStrictness(chosen);
        }}
      />
      <main className="main">
        {searching && <NotSearchedLine progress={progress} onActivity={openActivity} />}
        {newResults && (
          <button
            type="button"
            className="pill results-pill"
            onClick={() => {
              afterwards.current = () => grid.current?.focusFirst();
              grid.current?.scrollToTop();
              ranking.refresh();
            }}
          >
            {text.grid.newResults}
          </button>
        )}
        {firstRun ? (
          <Welcome onAdd={addFolder} />
        ) : columns !== null && total > 0 ? (
          <Grid
            ref={grid}
            columns={columns}
            queryKey={queryKey}
            selection={selection}
            onOpen={openIndex}
            onMoreLike={(index) => moreLike(columns.momentIds[index] as number)}
            onJudge={(index, wanted) => judge(columns.momentIds[index] as number, wanted)}
          />
        ) : (
          (columns !== null || ranking.error !== null) && (
            <EmptyState
              searching={searching}
              onNearest={fold.weaker > 0 ? showNearest : null}
              error={columns === null ? ranking.error : null}
              progress={progress}
              onFolders={() => setDialog('folders')}
              onClear={() => {
                change(() => emptyQuery, 'settled');
                searchBar.current?.focus();
              }}
              onRetry={ranking.refresh}
            />
          )
        )}
        {selection.items.size > 0 && (
          <SelectionBar
            count={selection.items.size}
            onChange={(change) => void annotate([...selection.items], change)}
            onWriteSidecars={() => keepBeside([...selection.items])}
            onSelectAll={selection.selectAll}
            onClear={() => {
              selection.clear();
              grid.current?.focus();
            }}
          />
        )}
        {fold.weaker > 0 && total > 0 && <FoldBar fold={fold} onHide={hideWeaker} />}
        {showsActivity && (
          <ActivityPage
            progress={progress}
            onProgress={receive}
            onError={fail}
            onFolders={() => setDialog('folders')}
            onSettings={() => setDialog('settings')}
            onClose={closeOpen}
          />
        )}
      </main>
      <p className="visually-hidden" role="status">
        {answers === query && said}
      </p>
      <ProgressFoot
        state={{ progress, connection }}
        onProgress={receive}
        onError={fail}
        onActivity={showsActivity ? null : openActivity}
        found={
          !searching || showsActivity ? null : answers === query ? found : text.search.searching
        }
      />
      {open !== null && (
        <Viewer
          open={open}
          columns={columns}
          onOpen={(next) => goTo({ query, open: next }, 'replace')}
          onMoreLike={moreLike}
          onSearchPart={searchPart}
          annotated={turn}
          onAnnotate={(itemId, change) => void annotate([itemId], change, true)}
          onWriteSidecar={(itemId) => keepBeside([itemId])}
          onFind={findText}
          onClose={closeOpen}
          onError={fail}
        />
      )}
      <PageDialogs
        open={dialog}
        folders={folders}
        onAddFolder={addFolder}
        onAdded={added}
        onRename={rename}
        onFind={findText}
        onClose={closeDialog}
      />
      {question}
      <DropOverlay shown={dropping} />
      {notice !== null && <Notice key={notice.at} {...notice} onClose={() => setNotice(null)} />}
    </div>
  );
}

/** After React Aria has put the focus back where it was. */
function afterPaint(work: () => unknown): void {
  requestAnimationFrame(() => requestAnimationFrame(work));
}
