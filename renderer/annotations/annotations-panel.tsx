/** What the person added to one item, and fields to change it. */
import { type KeyboardEvent, useCallback, useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type {
  AnnotationChange,
  ItemAnnotations,
  LabelNames,
} from '../../main/engine/contract/annotations.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { labelQuery } from '../../main/engine/contract/query/labels.ts';
import { LabelField } from './label-field.tsx';
import { Rating } from './rating.tsx';
import './annotations.css';

const text = messages.page.annotations;

type AnnotationsPanelProps = {
  readonly annotations: ItemAnnotations;
  /** What is offered while typing. */
  readonly known: LabelNames;
  readonly onChange: (change: Partial<AnnotationChange>) => void;
  /** Shows what a query finds. */
  readonly onFind: (query: string) => void;
  readonly onWriteSidecar: () => void;
};

export function AnnotationsPanel(props: AnnotationsPanelProps) {
  const { annotations, known, onChange, onFind, onWriteSidecar } = props;
  const { rating, caption, tags, albums } = annotations;
  return (
    <section className="annotations" aria-label={text.label}>
      <Rating rating={rating} onRate={(stars) => onChange({ rating: stars })} />
      <Caption caption={caption} onChange={(said) => onChange({ caption: said })} />
      <LabelField
        title={text.tags}
        placeholder={text.addTag}
        names={tags}
        known={known.tags}
        onAdd={(name) => onChange({ addTags: [name] })}
        onRemove={(name) => onChange({ removeTags: [name] })}
        onFind={(name) => onFind(labelQuery('tag', name))}
      />
      <LabelField
        title={text.albums}
        placeholder={text.addToAlbum}
        names={albums}
        known={known.albums}
        onAdd={(name) => onChange({ addToAlbums: [name] })}
        onRemove={(name) => onChange({ removeFromAlbums: [name] })}
        onFind={(name) => onFind(labelQuery('album', name))}
      />
      <Button className="button" onPress={onWriteSidecar}>
        {text.writeSidecar}
      </Button>
      <p className="sidecar-detail">{text.sidecarDetail}</p>
    </section>
  );
}

type CaptionProps = { readonly caption: string; readonly onChange: (caption: string) => void };

/** Kept when the field or the item is left, or with Enter; Shift and Enter begins a line. */
function Caption({ caption, onChange }: CaptionProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const latest = useRef({ caption, onChange });
  useEffect(() => {
    latest.current = { caption, onChange };
    const { current } = field;
    // What is being typed is not taken away.
    if (current !== null && document.activeElement !== current) current.value = caption;
  });
  const keep = useCallback((written: string) => {
    const said = written.trim();
    if (said === latest.current.caption) return;
    const { onChange } = latest.current;
    latest.current = { caption: said, onChange };
    onChange(said);
  }, []);
  useEffect(() => {
    const { current } = field;
    return () => {
      if (current !== null) keep(current.value);
    };
  }, [keep]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // The Enter that ends a composition of characters is part of the word.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape' && event.currentTarget.value !== caption) {
      event.stopPropagation();
      event.currentTarget.value = caption;
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      event.currentTarget.blur();
    }
  };
  return (
    <textarea
      ref={field}
      className="text-field"
      aria-label={text.caption}
      placeholder={text.addCaption}
      defaultValue={caption}
      rows={2}
      maxLength={4_000}
      onKeyDown={onKeyDown}
      onBlur={(event) => keep(event.target.value)}
    />
  );
}
