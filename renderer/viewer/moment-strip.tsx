/** The moments of a video as thumbnails; one press jumps there. */
import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { mediaPath } from '../../main/engine/contract/client.ts';
import type { ItemMoment } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { formatTime } from '../shared/format.ts';
import { currentMoment } from './moments.ts';

const text = messages.page.viewer;

type MomentStripProps = {
  readonly moments: readonly ItemMoment[];
  readonly foundMomentId: number;
  readonly timeMs: number;
  readonly onJump: (timeMs: number) => void;
};

export function MomentStrip({ moments, foundMomentId, timeMs, onJump }: MomentStripProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current
      ?.querySelector(`[data-moment="${foundMomentId}"]`)
      ?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [foundMomentId]);
  if (moments.length < 2) return null;
  const current = currentMoment(moments, timeMs);
  return (
    <ul ref={list} className="strip" aria-label={text.moments}>
      {moments.map((moment) => {
        const time = formatTime(moment.timeMs ?? 0);
        const found = moment.momentId === foundMomentId;
        return (
          <li key={moment.momentId} data-moment={moment.momentId}>
            <Button
              className="strip-moment"
              aria-label={found ? text.foundMoment(time) : text.moment(time)}
              aria-current={moment === current}
              data-found={found || undefined}
              onPress={() => onJump(moment.timeMs ?? 0)}
            >
              <img
                src={mediaPath('thumbnail', { momentId: moment.momentId })}
                alt=""
                loading="lazy"
                decoding="async"
              />
              <span className="strip-time">{time}</span>
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
