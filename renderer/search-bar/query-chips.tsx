/** The pictures in the query: moments of the library, parts of them, and dropped ones. */
import { useLayoutEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { mediaPath } from '../../main/engine/contract/client.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { CloseIcon, PictureIcon } from '../shared/icons.tsx';
import { type PageQuery, type PageRegion, pictureCount } from '../state/page-location.ts';
import { pictureKinds, type QueryStep, withoutPicture } from '../state/query-steps.ts';
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
  if (pictureCount(query) === 0) return null;
  const places = pictureKinds.flatMap((kind) => query[kind].map((_, index) => ({ kind, index })));
  return (
    <ul ref={list} className="chips" aria-label={text.chips}>
      {places.map((place, position) => (
        <Chip
          key={`${place.kind} ${JSON.stringify(query[place.kind][place.index])}`}
          {...shownBy(query, place.kind, place.index)}
          onRemove={() => remove(position, withoutPicture(place))}
        />
      ))}
    </ul>
  );
}

function shownBy(
  query: PageQuery,
  kind: (typeof pictureKinds)[number],
  index: number,
): Omit<ChipProps, 'onRemove'> {
  if (kind === 'uploads') {
    const picture = uploadedPicture(query.uploads[index] as string);
    return { name: picture?.name ?? text.pictureChip, pictureUrl: picture?.previewUrl };
  }
  if (kind === 'regions') {
    const region = query.regions[index] as PageRegion;
    const pictureUrl = mediaPath('thumbnail', { momentId: region.momentId });
    return { name: text.partChip, pictureUrl, region };
  }
  const pictureUrl = mediaPath('thumbnail', { momentId: query[kind][index] as number });
  if (kind === 'likeMoments') return { name: text.likeChip, pictureUrl };
  return { name: text.unlikeChip, pictureUrl, isUnwanted: true };
}

type ChipProps = {
  readonly name: string;
  readonly pictureUrl: string | undefined;
  /** What of the picture is meant. */
  readonly region?: PageRegion;
  readonly isUnwanted?: boolean;
  readonly onRemove: () => void;
};

function Chip({ name, pictureUrl, region, isUnwanted, onRemove }: ChipProps) {
  // A browser cannot draw every picture that the engine reads (HEIC, TIFF).
  const [broken, setBroken] = useState(false);
  return (
    <li className="chip" title={name} data-unwanted={isUnwanted}>
      {pictureUrl === undefined || broken ? (
        <span className="chip-picture">
          <PictureIcon />
        </span>
      ) : (
        <img
          className="chip-picture"
          src={pictureUrl}
          style={region && { objectViewBox: viewBoxOf(region) }}
          alt=""
          onError={() => setBroken(true)}
        />
      )}
      <span className="chip-name">{name}</span>
      <Button className="chip-remove" aria-label={text.removeChip(name)} onPress={onRemove}>
        <CloseIcon />
      </Button>
    </li>
  );
}

function viewBoxOf({ left, top, width, height }: PageRegion): string {
  const insets = [top, 1 - left - width, 1 - top - height, left];
  return `inset(${insets.map((share) => `${share * 100}%`).join(' ')})`;
}
