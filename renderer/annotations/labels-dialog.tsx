/** All tags and albums; each finds what has it, and can be renamed wherever it is. */
import { Button } from 'react-aria-components';
import type { LabelRename } from '../../main/engine/contract/annotations.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { labelQuery } from '../../main/engine/contract/query/labels.ts';
import { PageDialog } from '../shared/page-dialog.tsx';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine } from '../state/engine.ts';
import { LabelList } from './label-list.tsx';
import './annotations.css';

const text = messages.page.annotations;
const loadLabels = (signal: AbortSignal) => engine.call('labels', {}, { signal });

type LabelsDialogProps = {
  /** Resolves when it is done, or was told that it cannot be. */
  readonly onRename: (rename: LabelRename) => Promise<void>;
  readonly onFind: (query: string) => void;
  readonly onClose: () => void;
};

export function LabelsDialog({ onRename, onFind, onClose }: LabelsDialogProps) {
  const labels = useLoaded(loadLabels);
  const { tags = [], albums = [] } = labels.value ?? {};
  const find = (query: string) => {
    onClose();
    onFind(query);
  };
  const lists = [
    { type: 'album', title: text.albums, labels: albums },
    { type: 'tag', title: text.tags, labels: tags },
  ] as const;
  return (
    <PageDialog title={text.dialogTitle} onClose={onClose}>
      <p className="muted">
        {labels.error ?? (labels.value !== null && tags.length + albums.length === 0 && text.none)}
      </p>
      <div className="labels-quick">
        <Button className="button" onPress={() => find('is:favourite')}>
          {text.favourites}
        </Button>
        <Button className="button" onPress={() => find('rating:4')}>
          {text.wellRated}
        </Button>
      </div>
      {lists.map(({ type, title, labels: listed }) => (
        <LabelList
          key={type}
          title={title}
          labels={listed}
          onFind={(name) => find(labelQuery(type, name))}
          onRename={(from, to) => void onRename({ type, from, to }).then(labels.reload)}
        />
      ))}
    </PageDialog>
  );
}
