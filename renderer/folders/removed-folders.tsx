/** Folders that are not watched any more, and all that is hidden: until when, back again, or forgotten. */
import { useCallback, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { RemovedFolder } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { FolderIcon } from '../shared/icons.tsx';
import { PageDialog } from '../shared/page-dialog.tsx';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine, sentenceOf } from '../state/engine.ts';
import { KeepHidden } from './keep-hidden.tsx';

const { folders: text, cancel } = messages.page;
const { folders: words } = messages;

const load = (signal: AbortSignal) =>
  Promise.all([
    engine.call('removedFolders', {}, { signal }),
    engine.call('status', {}, { signal }),
  ]).then(([removed, { hidden }]) => ({ removed, hidden }));

type RemovedFoldersProps = {
  /** Changes when a folder was removed. */
  readonly turn: number;
  /** Folders are watched again, or what was hidden is gone. */
  readonly onChanged: () => void;
};

/** A removed folder, or everything that is hidden. */
type Forgetting = { readonly folder: RemovedFolder | null; readonly items: number };

export function RemovedFolders({ turn, onChanged }: RemovedFoldersProps) {
  const { value, error, reload } = useLoaded(
    // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks for a reload.
    useCallback((signal: AbortSignal) => load(signal), [turn]),
  );
  const [asking, setAsking] = useState<Forgetting | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const sentence = useRef<HTMLParagraphElement>(null);
  const run = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    setSaid(await work().catch(sentenceOf));
    setBusy(false);
    // The button that was pressed goes away.
    sentence.current?.focus();
    reload();
    onChanged();
  };
  const bringBack = ({ id, path }: RemovedFolder) =>
    run(async () => {
      await engine.call('restoreFolder', { folderId: id });
      return text.broughtBack(path);
    });
  const forget = ({ folder }: Forgetting) =>
    run(async () => {
      setAsking(null);
      const { items } = await engine.call('forget', folder === null ? {} : { folderId: folder.id });
      return words.forgotten(items);
    });
  const { removed = [], hidden = { items: 0, untilMs: null } } = value ?? {};
  return (
    <>
      <p className="said" role="status" ref={sentence} tabIndex={-1}>
        {said ?? error}
      </p>
      {removed.length > 0 && (
        <section aria-label={text.removed}>
          <h3 className="folders-heading">{text.removed}</h3>
          <ul className="folder-list">
            {removed.map((folder) => (
              <li key={folder.id} className="folder">
                <FolderIcon />
                <div className="folder-words">
                  <p className="path">{folder.path}</p>
                  <p className="folder-detail">{words.kept(folder)}</p>
                </div>
                <Button
                  className="button"
                  isDisabled={busy}
                  aria-label={text.bringBackNamed(folder.path)}
                  onPress={() => void bringBack(folder)}
                >
                  {text.bringBack}
                </Button>
                <Button
                  className="button"
                  isDisabled={busy}
                  aria-label={text.forgetNamed(folder.path)}
                  onPress={() => setAsking({ folder, items: folder.items })}
                >
                  {text.forget}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {hidden.items > 0 && (
        <div className="hidden-sum">
          <p>{words.hiddenSum(hidden)}</p>
          <Button
            className="button"
            isDisabled={busy}
            onPress={() => setAsking({ folder: null, items: hidden.items })}
          >
            {text.forgetAll}
          </Button>
        </div>
      )}
      {(hidden.items > 0 || removed.length > 0) && <KeepHidden onChanged={reload} />}
      {asking !== null && (
        <PageDialog
          title={text.forgetTitle}
          role="alertdialog"
          size="small"
          onClose={() => setAsking(null)}
          footer={
            <>
              <Button className="button" onPress={() => setAsking(null)} autoFocus>
                {cancel}
              </Button>
              <Button className="button danger" onPress={() => void forget(asking)}>
                {text.forgetConfirm}
              </Button>
            </>
          }
        >
          <p>
            {asking.folder === null
              ? words.allWillBeForgotten(asking.items)
              : words.willBeForgotten(asking.folder.path, asking.items)}
          </p>
        </PageDialog>
      )}
    </>
  );
}
