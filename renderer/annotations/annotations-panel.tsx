/** What the person added to one item, and fields to change it. */
import type { KeyboardEvent } from 'react';
import type { AnnotationChange, ItemAnnotations } from '../../main/engine/contract/annotations.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine } from '../state/engine.ts';
import { LabelField } from './label-field.tsx';
import { Rating } from './rating.tsx';
import './annotations.css';

const text = messages.page.annotations;
const loadLabels = (signal: AbortSignal) => engine.call('labels', {}, { signal });

type AnnotationsPanelProps = {
  readonly annotations: ItemAnnotations;
  readonly onChange: (change: Partial<AnnotationChange>) => void;
  /** Shows what a query finds. */
  readonly onFind: (query: string) => void;
};

export function AnnotationsPanel({ annotations, onChange, onFind }: AnnotationsPanelProps) {
  const { rating, caption, tags, albums } = annotations;
  const labels = useLoaded(loadLabels).value;
  return (
    <section className="annotations" aria-label={text.label}>
      <Rating rating={rating} onRate={(stars) => onChange({ rating: stars })} />
      <Caption key={caption} caption={caption} onChange={(said) => onChange({ caption: said })} />
      <LabelField
        title={text.tags}
        placeholder={text.addTag}
        names={tags}
        known={labels?.tags ?? []}
        onAdd={(name) => onChange({ addTags: [name] })}
        onRemove={(name) => onChange({ removeTags: [name] })}
        onFind={(name) => onFind(`tag:"${name}"`)}
      />
      <LabelField
        title={text.albums}
        placeholder={text.addToAlbum}
        names={albums}
        known={labels?.albums ?? []}
        onAdd={(name) => onChange({ addToAlbums: [name] })}
        onRemove={(name) => onChange({ removeFromAlbums: [name] })}
        onFind={(name) => onFind(`album:"${name}"`)}
      />
    </section>
  );
}

type CaptionProps = { readonly caption: string; readonly onChange: (caption: string) => void };

/** Kept when the field is left, or with Enter; Shift and Enter begins a line. */
function Caption({ caption, onChange }: CaptionProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
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
      className="text-field"
      aria-label={text.caption}
      placeholder={text.addCaption}
      defaultValue={caption}
      rows={2}
      maxLength={4_000}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        const said = event.target.value.trim();
        if (said !== caption) onChange(said);
      }}
    />
  );
}
