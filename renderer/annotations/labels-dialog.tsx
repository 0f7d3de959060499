/** All tags and albums; each finds what has it. */
import { Button } from 'react-aria-components';
import type { Label } from '../../main/engine/contract/annotations.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { labelQuery } from '../../main/engine/contract/query/labels.ts';
import { PageDialog } from '../shared/page-dialog.tsx';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine } from '../state/engine.ts';
import './annotations.css';

const text = messages.page.annotations;
const loadLabels = (signal: AbortSignal) => engine.call('labels', {}, { signal });

type LabelsDialogProps = {
  readonly onFind: (query: string) => void;
  readonly onClose: () => void;
};

export function LabelsDialog({ onFind, onClose }: LabelsDialogProps) {
  const labels = useLoaded(loadLabels);
  const { tags = [], albums = [] } = labels.value ?? {};
  const find = (query: string) => {
    onClose();
    onFind(query);
  };
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
      <LabelList
        title={text.albums}
        labels={albums}
        onFind={(name) => find(labelQuery('album', name))}
      />
      <LabelList title={text.tags} labels={tags} onFind={(name) => find(labelQuery('tag', name))} />
    </PageDialog>
  );
}

type LabelListProps = {
  readonly title: string;
  readonly labels: readonly Label[];
  readonly onFind: (name: string) => void;
};

function LabelList({ title, labels, onFind }: LabelListProps) {
  if (labels.length === 0) return null;
  return (
    <section className="labels-section">
      <h3>{title}</h3>
      <ul className="labels">
        {labels.map(({ name, items }) => (
          <li key={name} className="label">
            <Button className="label-name" onPress={() => onFind(name)}>
              {name} <span className="muted">{items.toLocaleString('en')}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
