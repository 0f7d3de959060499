/** A video that opens paused at the found moment, with its controls and its other moments. */
import { type CSSProperties, type Ref, useImperativeHandle, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { mediaPath } from '../../main/engine/contract/client.ts';
import type { ItemDetail } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { formatTime } from '../shared/format.ts';
import { IconButton } from '../shared/icon-button.tsx';
import { MutedIcon, PauseIcon, PlayIcon, SoundIcon } from '../shared/icons.tsx';
import { MomentStrip } from './moment-strip.tsx';
import { currentMoment, neighbourMoment } from './moments.ts';
import { useScrub } from './use-scrub.ts';
import { useVideo } from './use-video.ts';
import './video.css';

const text = messages.page.viewer;

export type VideoHandle = {
  readonly toggle: () => void;
  readonly jump: (direction: 1 | -1) => void;
};

type VideoViewProps = {
  readonly ref: Ref<VideoHandle>;
  readonly detail: ItemDetail;
  readonly momentId: number;
  readonly startMs: number;
};

export function VideoView({ ref, detail, momentId, startMs }: VideoViewProps) {
  const element = useRef<HTMLVideoElement>(null);
  const [muted, setMuted] = useState(false);
  const clock = useVideo(element, detail, startMs, muted);
  const scrub = useScrub(clock.seek, detail.display === 'rendition');
  const playControl = useRef<HTMLButtonElement>(null);
  const timeMs = scrub.heldMs ?? clock.timeMs;
  const durationMs = detail.durationMs ?? Math.max(timeMs, 1);
  useImperativeHandle(ref, () => ({
    toggle: clock.toggle,
    jump: (direction) => {
      const next = neighbourMoment(detail.moments, timeMs, direction);
      if (next !== undefined) scrub.jump(next);
    },
  }));
  if (clock.failed) {
    return (
      <div className="stage-media">
        <p className="stage-sentence" role="alert">
          {text.videoFailed}
        </p>
      </div>
    );
  }
  const time = formatTime(timeMs);
  const duration = formatTime(durationMs);
  return (
    <>
      <div className="stage-media">
        {/* biome-ignore lint/a11y/useMediaCaption: people's own clips have no captions. */}
        <video
          ref={element}
          className="video"
          aria-label={detail.name}
          src={clock.src}
          playsInline
          preload="auto"
          onClick={clock.toggle}
        />
        {clock.arriving && <MomentPicture detail={detail} timeMs={clock.timeMs} />}
        {!clock.playing && (
          <Button
            className="big-play"
            aria-label={text.play}
            onPress={() => {
              // It leaves, and must not take the focus along.
              playControl.current?.focus();
              clock.toggle();
            }}
          >
            <PlayIcon />
          </Button>
        )}
      </div>
      <div className="video-controls">
        <IconButton
          ref={playControl}
          label={clock.playing ? text.pause : text.play}
          onPress={clock.toggle}
        >
          {clock.playing ? <PauseIcon /> : <PlayIcon />}
        </IconButton>
        <span className="video-time" data-testid="video-time">
          {time}
        </span>
        <div className="scrub">
          <div className="scrub-marks" aria-hidden="true">
            {detail.moments.map((moment) => (
              <span
                key={moment.momentId}
                className="scrub-mark"
                data-found={moment.momentId === momentId || undefined}
                style={{ insetInlineStart: `${((moment.timeMs ?? 0) / durationMs) * 100}%` }}
              />
            ))}
          </div>
          <input
            type="range"
            className="scrub-range"
            aria-label={text.position}
            aria-valuetext={text.positionOf(time, duration)}
            min={0}
            max={durationMs}
            step={100}
            value={Math.min(timeMs, durationMs)}
            style={{ '--share': timeMs / durationMs } as CSSProperties}
            onChange={(event) => scrub.move(Number(event.target.value))}
            onPointerUp={scrub.release}
          />
        </div>
        <span className="video-time">{duration}</span>
        <IconButton
          label={muted ? text.unmute : text.mute}
          onPress={() => setMuted((before) => !before)}
        >
          {muted ? <MutedIcon /> : <SoundIcon />}
        </IconButton>
      </div>
      <MomentStrip
        moments={detail.moments}
        foundMomentId={momentId}
        timeMs={timeMs}
        onJump={scrub.jump}
      />
    </>
  );
}

/** Stands for the picture until the player has it. */
function MomentPicture(props: { readonly detail: ItemDetail; readonly timeMs: number }) {
  const { moments } = props.detail;
  const moment = currentMoment(moments, props.timeMs) ?? moments[0];
  if (moment === undefined) return null;
  return (
    <img
      className="video under"
      src={mediaPath('thumbnail', { momentId: moment.momentId })}
      alt=""
    />
  );
}
