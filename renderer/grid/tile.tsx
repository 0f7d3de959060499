/** One picture or video moment in the grid. */
import { useState } from 'react';
import { mediaPath } from '../../main/engine/contract/client.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { noTime } from '../../main/engine/contract/ranking-columns.ts';
import { formatTime } from '../shared/format.ts';
import { MoreLikeIcon, PlayMark } from '../shared/icons.tsx';

const text = messages.page.grid;

export type TileProps = {
  readonly index: number;
  readonly count: number;
  readonly column: number;
  readonly momentId: number;
  /** `noTime` for a photo. */
  readonly timeMs: number;
  /** In a ranking the time is where the match was found; in the whole library it says nothing. */
  readonly showTime: boolean;
  /** It shows the same as the picture that was asked for. */
  readonly isNear: boolean;
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly active: boolean;
  /** Scrolling is fast: a picture that is not there yet is not asked for. */
  readonly wait: boolean;
};

export function Tile(props: TileProps) {
  const { index, count, momentId, timeMs, active } = props;
  const [asked, setAsked] = useState(!props.wait);
  if (!asked && !props.wait) setAsked(true);
  const isVideo = timeMs !== noTime;
  const time = isVideo && props.showTime ? formatTime(timeMs) : null;
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
        <span className="tile-near" aria-hidden="true">
          {text.nearDuplicate}
        </span>
      )}
      <button
        type="button"
        className="tile-more"
        tabIndex={-1}
        aria-label={text.moreLikeThis}
        title={text.moreLikeThis}
        data-more
      >
        <MoreLikeIcon />
      </button>
    </div>
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
