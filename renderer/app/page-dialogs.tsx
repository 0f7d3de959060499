/** The page's dialogs, one at a time. */
import type { LabelRename } from '../../main/engine/contract/annotations.ts';
import type { AddedFolder, Folder } from '../../main/engine/contract/library.ts';
import { AboutDialog } from '../about/about-dialog.tsx';
import { ShortcutsDialog } from '../about/shortcuts-dialog.tsx';
import { LabelsDialog } from '../annotations/labels-dialog.tsx';
import { AddFolderDialog } from '../folders/add-folder-dialog.tsx';
import { FoldersDialog } from '../folders/folders-dialog.tsx';
import { SettingsDialog } from '../settings/settings-dialog.tsx';
import type { Loaded } from '../shared/use-loaded.ts';

export type OpenDialog = 'folders' | 'add-folder' | 'labels' | 'settings' | 'about' | 'shortcuts';

type PageDialogsProps = {
  readonly open: OpenDialog | null;
  readonly folders: Loaded<Folder[]>;
  readonly onAddFolder: () => Promise<void>;
  readonly onAdded: (folder: AddedFolder) => void;
  readonly onRename: (rename: LabelRename) => Promise<void>;
  /** Shows what a query finds. */
  readonly onFind: (query: string) => void;
  readonly onClose: () => void;
};

export function PageDialogs(props: PageDialogsProps) {
  const { open, folders, onAddFolder, onAdded, onRename, onFind, onClose } = props;
  switch (open) {
    case 'folders':
      return <FoldersDialog folders={folders} onAdd={onAddFolder} onClose={onClose} />;
    case 'add-folder':
      return (
        <AddFolderDialog
          onAdded={(folder) => {
            onClose();
            onAdded(folder);
          }}
          onClose={onClose}
        />
      );
    case 'labels':
      return <LabelsDialog onRename={onRename} onFind={onFind} onClose={onClose} />;
    case 'settings':
      return <SettingsDialog onClose={onClose} />;
    case 'about':
      return <AboutDialog onClose={onClose} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={onClose} />;
    case null:
      return null;
  }
}
