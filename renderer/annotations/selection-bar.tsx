/** What can be done with all that is selected in the grid. */
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover, Toolbar } from 'react-aria-components';
import {
  type AnnotationChange,
  mostItemsAnnotated,
} from '../../main/engine/contract/annotations.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { IconButton } from '../shared/icon-button.tsx';
import { AlbumIcon, CloseIcon, HeartIcon, SidecarIcon, TagIcon } from '../shared/icons.tsx';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine } from '../state/engine.ts';
import { LabelField } from './label-field.tsx';
import { Rating } from './rating.tsx';
import './annotations.css';

const text = messages.page.annotations;

type SelectionBarProps = {
  readonly count: number;
  readonly onChange: (change: Partial<AnnotationChange>) => void;
  readonly onWriteSidecars: () => void;
  readonly onSelectAll: () => void;
  readonly onClear: () => void;
};

export function SelectionBar(props: SelectionBarProps) {
  const { count, onChange, onWriteSidecars, onSelectAll, onClear } = props;
  return (
    <Toolbar className="selection-bar" aria-label={text.selected(count)}>
      <IconButton label={text.clearSelection} onPress={onClear}>
        <CloseIcon />
      </IconButton>
      <p className="selection-count">{text.selected(count)}</p>
      <Button className="button" onPress={onSelectAll}>
        {text.selectAll}
      </Button>
      {count > mostItemsAnnotated ? (
        <p className="selection-count">{text.tooMany(mostItemsAnnotated)}</p>
      ) : (
        <Marking onChange={onChange} onWriteSidecars={onWriteSidecars} />
      )}
    </Toolbar>
  );
}

type MarkingProps = Pick<SelectionBarProps, 'onChange' | 'onWriteSidecars'>;

function Marking({ onChange, onWriteSidecars }: MarkingProps) {
  return (
    <>
      <Rating rating={null} onRate={(rating) => onChange({ rating })} />
      <IconButton label={text.favourite} onPress={() => onChange({ favourite: true })}>
        <HeartIcon />
      </IconButton>
      <LabelsButton
        label={text.addTag}
        icon={<TagIcon />}
        load={loadTags}
        onAdd={(name) => onChange({ addTags: [name] })}
      />
      <LabelsButton
        label={text.addToAlbum}
        icon={<AlbumIcon />}
        load={loadAlbums}
        onAdd={(name) => onChange({ addToAlbums: [name] })}
      />
      <IconButton label={text.writeSidecars} onPress={onWriteSidecars}>
        <SidecarIcon />
      </IconButton>
    </>
  );
}

type LoadNames = (signal: AbortSignal) => Promise<readonly string[]>;
const loadTags: LoadNames = async (signal) =>
  (await engine.call('labelNames', {}, { signal })).tags;
const loadAlbums: LoadNames = async (signal) =>
  (await engine.call('labelNames', {}, { signal })).albums;

type LabelsButtonProps = {
  readonly label: string;
  readonly icon: ReactNode;
  readonly load: LoadNames;
  readonly onAdd: (name: string) => void;
};

function LabelsButton({ label, icon, load, onAdd }: LabelsButtonProps) {
  return (
    <DialogTrigger>
      <IconButton label={label}>{icon}</IconButton>
      <Popover className="menu-popover" placement="top">
        <Dialog className="label-popover" aria-label={label}>
          {({ close }) => (
            <OfferedLabels
              {...{ label, load }}
              onAdd={(name) => {
                onAdd(name);
                close();
              }}
            />
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function OfferedLabels({ label, load, onAdd }: Omit<LabelsButtonProps, 'icon'>) {
  const known = useLoaded(load).value ?? [];
  return (
    <LabelField
      title={label}
      placeholder={label}
      names={[]}
      known={known}
      onAdd={onAdd}
      onRemove={() => undefined}
    />
  );
}
