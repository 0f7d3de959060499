/** One picture or video moment in the grid. */
import { type ReactNode, useState } from 'react';
import { mediaPath } from '../../main/engine/contract/client.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { noTime } from '../../main/engine/contract/ranking-columns.ts';
import { formatTime } from '../shared/format.ts';
import { CheckIcon, MinusIcon, MoreLikeIcon, PlayMark, PlusIcon } from '../shared/icons.tsx';

const text = messages.page.grid;

export type TileProps = {
  readonly index: number;
  readonly count: number;
  readonly column: number;
  readonly momentId: number;
  /** `noTime` for a photo. */
  readonly timeMs: number;
  /** Of a ranking: the time is where the match was found, and what is found can be judged. */
  readonly isRanked: boolean;
  /** It shows the same as the picture that was asked for. */
  readonly isNear: boolean;
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly active: boolean;
  readonly selected: boolean;
  /** Scrolling is fast: a picture that is not there yet is not asked for. */
  readonly wait: boolean;
};

export function Tile(props: TileProps) {
  const { index, count, momentId, timeMs, active } = props;
  const [asked, setAsked] = useState(!props.wait);
  if (!asked && !props.wait) setAsked(true);
  const isVideo = timeMs !== noTime;
  const time = isVideo && props.isRanked ? formatTime(timeMs) : null;
  const label = !isVideo
    ? text.photo(index + 1, count)
    : time === null
      ? text.video(index + 1, count)
      : text.videoAt(time, index + 1, count);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot hold rows that come and go.
    <div
      role="gridcell"
      className="tile"
      aria-colindex={props.column + 1}
      aria-label={props.isNear ? text.near(label) : label}
      tabIndex={active ? 0 : -1}
      data-index={index}
      aria-selected={props.selected}
      style={{ left: props.left, width: props.width, height: props.height }}
    >
      {asked && <Thumbnail key={momentId} momentId={momentId} />}
      {isVideo && (
        <span className="tile-time" aria-hidden="true">
          <PlayMark />
          {time}
        </span>
      )}
      {props.isNear && (
        // The cell's own name says it too; as a text here it would be another one.
        <span className="tile-near" aria-hidden="true" data-label={text.nearDuplicate} />
      )}
      <span className="tile-select">
        <TileButton
          does="select"
          label={text.select}
          icon={
            <span className="tick">
              <CheckIcon />
            </span>
          }
        />
      </span>
      <span className="tile-buttons">
        {props.isRanked && <TileButton does="no" label={text.no} icon={<MinusIcon />} />}
        {props.isRanked && <TileButton does="yes" label={text.yes} icon={<PlusIcon />} />}
        <TileButton does="more" label={text.moreLikeThis} icon={<MoreLikeIcon />} />
      </span>
    </div>
  );
}

/** What a tile's buttons do; the grid listens for all of them. */
export type TileAction = 'more' | 'yes' | 'no' | 'select';

type TileButtonProps = {
  readonly does: TileAction;
  readonly label: string;
  readonly icon: ReactNode;
};

function TileButton({ does, label, icon }: TileButtonProps) {
  return (
    <button
      type="button"
      className="tile-button"
      tabIndex={-1}
      aria-label={label}
      title={label}
      data-does={does}
    >
      {icon}
    </button>
  );
}

function Thumbnail({ momentId }: { readonly momentId: number }) {
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  if (state === 'failed') return null;
  return (
    <img
      className="tile-image"
      data-state={state}
      src={mediaPath('thumbnail', { momentId })}
      alt=""
      loading="lazy"
      decoding="async"
      draggable
      onLoad={() => setState('shown')}
      onError={() => setState('failed')}
    />
  );
}
