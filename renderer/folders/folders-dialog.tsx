/** The watched folders: see, add, stop watching. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { Folder } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { IconButton } from '../shared/icon-button.tsx';
import { FolderAddIcon, FolderIcon, RemoveIcon } from '../shared/icons.tsx';
import { PageDialog } from '../shared/page-dialog.tsx';
import type { Loaded } from '../shared/use-loaded.ts';
import { engine, sentenceOf } from '../state/engine.ts';
import './folders.css';

const text = messages.page.folders;

type FoldersDialogProps = {
  readonly folders: Loaded<readonly Folder[]>;
  readonly onAdd: () => void;
  readonly onClose: () => void;
};

export function FoldersDialog({ folders, onAdd, onClose }: FoldersDialogProps) {
  const [removing, setRemoving] = useState<Folder | null>(null);
  const [error, setError] = useState<string | null>(null);
  const remove = async (folder: Folder): Promise<void> => {
    setRemoving(null);
    try {
      await engine.call('removeFolder', { folderId: folder.id });
      setError(null);
    } catch (reason) {
      setError(sentenceOf(reason));
    }
    folders.reload();
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
      <p>{text.removeDetail(folder.path)}</p>
    </PageDialog>
  );
}
