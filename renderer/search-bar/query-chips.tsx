/** The pictures in the query: moments of the library and dropped ones. */
import { useLayoutEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { mediaPath } from '../../main/engine/contract/client.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { CloseIcon, PictureIcon } from '../shared/icons.tsx';
import type { PageQuery } from '../state/page-location.ts';
import { type QueryStep, withoutMoment, withoutUpload } from '../state/query-steps.ts';
import { uploadedPicture } from '../state/uploaded-pictures.ts';

const text = messages.page.search;

type QueryChipsProps = {
  readonly query: PageQuery;
  readonly onChange: (update: QueryStep) => void;
  /** The focus needs another place. */
  readonly onLastRemoved: () => void;
};

export function QueryChips({ query, onChange, onLastRemoved }: QueryChipsProps) {
  const list = useRef<HTMLUListElement>(null);
  const removed = useRef<number | null>(null);
  const remove = (index: number, update: QueryStep): void => {
    removed.current = index;
    onChange(update);
  };
  // The focus goes from a removed chip to the one that took its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the chips have changed.
  useLayoutEffect(() => {
    const index = removed.current;
    removed.current = null;
    if (index === null) return;
    const buttons = list.current?.querySelectorAll<HTMLElement>('.chip-remove') ?? [];
    const next = buttons[Math.min(index, buttons.length - 1)];
    if (next === undefined) onLastRemoved();
    else next.focus();
  }, [query]);
  if (query.likeMoments.length + query.uploads.length === 0) return null;
  return (
    <ul ref={list} className="chips" aria-label={text.chips}>
      {query.likeMoments.map((momentId, index) => (
        <Chip
          key={momentId}
          name={text.likeChip}
          pictureUrl={mediaPath('thumbnail', { momentId })}
          onRemove={() => remove(index, withoutMoment(momentId))}
        />
      ))}
      {query.uploads.map((uploadId, index) => {
        const picture = uploadedPicture(uploadId);
        return (
          <Chip
            key={uploadId}
            name={picture?.name ?? text.pictureChip}
            pictureUrl={picture?.previewUrl}
            onRemove={() => remove(query.likeMoments.length + index, withoutUpload(uploadId))}
          />
        );
      })}
    </ul>
  );
}

type ChipProps = {
  readonly name: string;
  readonly pictureUrl: string | undefined;
  readonly onRemove: () => void;
};

function Chip({ name, pictureUrl, onRemove }: ChipProps) {
  // A browser cannot draw every picture that the engine reads (HEIC, TIFF).
  const [broken, setBroken] = useState(false);
  return (
    <li className="chip">
      {pictureUrl === undefined || broken ? (
        <span className="chip-picture">
          <PictureIcon />
        </span>
      ) : (
        <img className="chip-picture" src={pictureUrl} alt="" onError={() => setBroken(true)} />
      )}
      <span className="chip-name">{name}</span>
      <Button className="chip-remove" aria-label={text.removeChip(name)} onPress={onRemove}>
        <CloseIcon />
      </Button>
    </li>
  );
}
