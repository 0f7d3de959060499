/** Browser mode's way to add a folder: walk the folders of this computer, or type a path. */
import { type FormEvent, useCallback, useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { AddedFolder } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { lastName } from '../shared/format.ts';
import { FolderIcon, UpIcon } from '../shared/icons.tsx';
import { PageDialog } from '../shared/page-dialog.tsx';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine, sentenceOf } from '../state/engine.ts';
import './folders.css';

const text = messages.page.folders;

type AddFolderDialogProps = {
  readonly onAdded: (folder: AddedFolder) => void;
  readonly onClose: () => void;
};

export function AddFolderDialog({ onAdded, onClose }: AddFolderDialogProps) {
  const [asked, setAsked] = useState<string | undefined>(undefined);
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const listing = useLoaded(
    useCallback(
      (signal: AbortSignal) =>
        engine.call('browseFolders', asked === undefined ? {} : { path: asked }, { signal }),
      [asked],
    ),
  );
  const here = listing.value;
  const path = typed ?? (listing.error === null ? here?.path : undefined) ?? asked ?? '';
  const go = (next: string): void => {
    setError(null);
    setTyped(null);
    setAsked(next);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (path.trim() !== '') go(path.trim());
  };
  const add = async (): Promise<void> => {
    setAdding(true);
    try {
      onAdded(await engine.call('addFolder', { path: path.trim() }));
    } catch (reason) {
      setError(sentenceOf(reason));
      setAdding(false);
    }
  };
  return (
    <PageDialog
      title={text.addTitle}
      onClose={onClose}
      footer={
        <>
          <Button className="button" onPress={onClose}>
            {messages.page.cancel}
          </Button>
          <Button
            className="button primary add-this"
            isDisabled={path.trim() === '' || adding}
            onPress={add}
          >
            <span>{text.addThis(lastName(path))}</span>
          </Button>
        </>
      }
    >
      <p className="muted">{text.addDetail}</p>
      <form className="path-form" onSubmit={submit}>
        <TextField className="path-field" value={path} onChange={setTyped}>
          <Label>{text.path}</Label>
          <Input className="field" spellCheck="false" autoComplete="off" />
        </TextField>
        <Button className="button" type="submit">
          {text.go}
        </Button>
      </form>
      {here !== null && (
        <ul className="browse" aria-label={text.inside(here.path)}>
          {here.parent !== null && (
            <li>
              <Button
                className="browse-row"
                aria-label={text.up(here.parent)}
                onPress={() => go(here.parent ?? '/')}
              >
                <UpIcon />
                {lastName(here.parent)}
              </Button>
            </li>
          )}
          {here.folders.map((folder) => (
            <li key={folder.path}>
              <Button className="browse-row" onPress={() => go(folder.path)}>
                <FolderIcon />
                {folder.name}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {listing.error === null && here?.folders.length === 0 && (
        <p className="muted browse-none">{text.noneInside}</p>
      )}
      {(error ?? listing.error) !== null && (
        <p className="dialog-error" role="alert">
          {error ?? listing.error}
        </p>
      )}
    </PageDialog>
  );
}
