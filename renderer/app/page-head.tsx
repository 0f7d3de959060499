/** The page's head: home, the search bar, folders, the menu. */
import type { ComponentProps, Ref } from 'react';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { SearchBar, type SearchBarHandle } from '../search-bar/search-bar.tsx';
import { IconButton } from '../shared/icon-button.tsx';
import { FolderIcon, Mark } from '../shared/icons.tsx';
import type { OpenDialog } from './page-dialogs.tsx';
import { PageMenu } from './page-menu.tsx';

const text = messages.page;

type PageHeadProps = Omit<ComponentProps<typeof SearchBar>, 'ref'> &
  Pick<ComponentProps<typeof PageMenu>, 'strictness' | 'onStrictness'> & {
    readonly searchBar: Ref<SearchBarHandle>;
    /** The whole library, from its beginning. */
    readonly onHome: () => void;
    readonly onOpen: (dialog: OpenDialog) => void;
    readonly onActivity: () => void;
  };

export function PageHead(props: PageHeadProps) {
  const { searchBar, onHome, onOpen, onActivity, strictness, onStrictness, ...search } = props;
  return (
    <header className="head">
      <h1 className="brand-heading">
        <button type="button" className="brand" aria-label={text.appName} onClick={onHome}>
          <Mark />
          <span className="brand-name">{text.appName}</span>
        </button>
      </h1>
      <SearchBar ref={searchBar} {...search} />
      <div className="head-buttons">
        <IconButton label={text.folders.open} onPress={() => onOpen('folders')}>
          <FolderIcon />
        </IconButton>
        <PageMenu
          strictness={strictness}
          onStrictness={onStrictness}
          onActivity={onActivity}
          onLabels={() => onOpen('labels')}
          onSettings={() => onOpen('settings')}
          onShortcuts={() => onOpen('shortcuts')}
          onAbout={() => onOpen('about')}
        />
      </div>
    </header>
  );
}
