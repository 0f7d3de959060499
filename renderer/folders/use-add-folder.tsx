/** Adding a folder, and asking whether it is one that was moved. */
import { type ReactNode, useState } from 'react';
import type { AddedFolder } from '../../main/engine/contract/library.ts';
import { bridge } from '../shared/bridge.ts';
import { engine } from '../state/engine.ts';
import { MovedQuestion } from './moved-question.tsx';

type AddFolderOptions = {
  /** The list of folders is another one now. */
  readonly onChanged: () => void;
  /** Where the system has no dialog for it. */
  readonly onBrowse: () => void;
  readonly onError: (error: unknown) => void;
};

export type AddFolder = {
  readonly addFolder: () => Promise<void>;
  /** A folder was added in another way. */
  readonly added: (folder: AddedFolder) => void;
  /** Null while nothing is asked. */
  readonly question: ReactNode;
};

export function useAddFolder({ onChanged, onBrowse, onError }: AddFolderOptions): AddFolder {
  const [moved, setMoved] = useState<AddedFolder | null>(null);
  const added = (folder: AddedFolder): void => {
    onChanged();
    if (folder.resembles !== undefined) setMoved(folder);
  };
  const addFolder = async (): Promise<void> => {
    if (bridge === undefined) return onBrowse();
    try {
      const path = await bridge.chooseFolder();
      if (path !== null) added(await engine.call('addFolder', { path }));
    } catch (error) {
      onError(error);
    }
  };
  const question =
    moved === null ? null : (
      <MovedQuestion added={moved} onMoved={onChanged} onClose={() => setMoved(null)} />
    );
  return { addFolder, added, question };
}
