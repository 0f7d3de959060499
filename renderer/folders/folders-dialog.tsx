/** The watched folders: see, add, stop watching; and what is hidden since. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { Folder } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { dayMs } from '../../main/engine/contract/settings.ts';
import { IconButton } from '../shared/icon-button.tsx';
import { FolderAddIcon, FolderIcon, RemoveIcon } from '../shared/icons.tsx';
import { PageDialog } from '../shared/page-dialog.tsx';
import { type Loaded, useLoaded } from '../shared/use-loaded.ts';
import { engine, sentenceOf } from '../state/engine.ts';
import { RemovedFolders } from './removed-folders.tsx';
import './folders.css';

const text = messages.page.folders;
const { folders: words } = messages;
const loadSettings = (signal: AbortSignal) => engine.call('settings', {}, { signal });

type FoldersDialogProps = {
  readonly folders: Loaded<readonly Folder[]>;
  readonly onAdd: () => void;
  readonly onClose: () => void;
};

export function FoldersDialog({ folders, onAdd, onClose }: FoldersDialogProps) {
  const [removing, setRemoving] = useState<Folder | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const remove = async (folder: Folder): Promise<void> => {
    setRemoving(null);
    try {
      setSaid(words.hidden(await engine.call('removeFolder', { folderId: folder.id })));
      setError(null);
    } catch (reason) {
      setError(sentenceOf(reason));
    }
    folders.reload();
    setTurn((before) => before + 1);
  };
  const list = folders.value ?? [];
  return (
    <PageDialog
      title={text.title}
      onClose={onClose}
      footer={
        <Button className="button primary" onPress={onAdd}>
          <FolderAddIcon />
          {text.add}
        </Button>
      }
    >
      <p className="muted">{list.length === 0 ? text.none : text.intro}</p>
      <ul className="folder-list">
        {list.map((folder) => (
          <li key={folder.id} className="folder">
            <FolderIcon />
            <div className="folder-words">
              <p className="path">{folder.path}</p>
              <p className="folder-detail">
                {text.files(folder.files)}
                {folder.offline && <span className="badge">{text.offline}</span>}
              </p>
              {folder.offline && <p className="folder-detail">{text.offlineHint}</p>}
              {folder.lookedThrough && <p className="folder-detail">{folder.lookedThrough}</p>}
            </div>
            <IconButton
              className="small"
              label={text.remove(folder.path)}
              onPress={() => setRemoving(folder)}
            >
              <RemoveIcon />
            </IconButton>
          </li>
        ))}
      </ul>
      <p className="said" role="status">
        {said}
      </p>
      <RemovedFolders turn={turn} onChanged={folders.reload} />
      {(error ?? folders.error) !== null && (
        <p className="dialog-error" role="alert">
          {error ?? folders.error}
        </p>
      )}
      {removing !== null && (
        <RemoveQuestion
          folder={removing}
          onCancel={() => setRemoving(null)}
          onConfirm={() => void remove(removing)}
        />
      )}
    </PageDialog>
  );
}

type RemoveQuestionProps = {
  readonly folder: Folder;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
};

function RemoveQuestion({ folder, onCancel, onConfirm }: RemoveQuestionProps) {
  const { value } = useLoaded(loadSettings);
  const days = value?.settings.keepHiddenDays ?? 'forever';
  const untilMs = days === 'forever' ? null : Date.now() + days * dayMs;
  return (
    <PageDialog
      title={text.removeTitle}
      role="alertdialog"
      size="small"
      onClose={onCancel}
      footer={
        <>
          <Button className="button" onPress={onCancel} autoFocus>
            {messages.page.cancel}
          </Button>
          <Button className="button danger" onPress={onConfirm}>
            {text.removeConfirm}
          </Button>
        </>
      }
    >
      {value !== null && <p>{words.willBeHidden(folder.path, untilMs)}</p>}
    </PageDialog>
  );
}
