/** The files of one reason. Only rows in view exist, so that many thousands are no burden. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { ReasonCount, SetAsideEntry } from '../../main/engine/contract/activity.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { bridge } from '../shared/bridge.ts';
import { lastName } from '../shared/format.ts';
import { IconButton } from '../shared/icon-button.tsx';
import { RetryIcon, RevealIcon } from '../shared/icons.tsx';
import { useSetAside } from './use-set-aside.ts';

const text = messages.page.activity;
const rowPixels = 62;

type SetAsideListProps = {
  readonly reason: ReasonCount;
  readonly onRetry: (which: { code?: string; fileIds?: number[] }) => Promise<void>;
  readonly onError: (error: unknown) => void;
};

export function SetAsideList({ reason, onRetry, onError }: SetAsideListProps) {
  const { code, title, files: count } = reason;
  const scroller = useRef<HTMLDivElement>(null);
  const { file, show } = useSetAside(code, count, onError);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    overscan: 6,
  });
  const inView = rows.getVirtualItems();
  const first = inView[0]?.index ?? 0;
  const last = inView.at(-1)?.index ?? 0;
  useEffect(() => show(first, last), [show, first, last]);
  return (
    <>
      <div className="set-aside-scroller" ref={scroller}>
        {/* biome-ignore lint/a11y/useSemanticElements: a ul may not hold rows that come and go. */}
        <div
          role="list"
          aria-label={text.filesOf(title)}
          style={{ blockSize: rows.getTotalSize() }}
        >
          {inView.map((row) => (
            // biome-ignore lint/a11y/useSemanticElements: see above.
            <div
              key={row.key}
              role="listitem"
              aria-setsize={count}
              aria-posinset={row.index + 1}
              className="set-aside-file"
              data-index={row.index}
              ref={rows.measureElement}
              style={{ transform: `translateY(${row.start}px)` }}
            >
              <Row file={file(row.index)} onRetry={onRetry} onError={onError} />
            </div>
          ))}
        </div>
      </div>
      <div className="reason-foot">
        <Button className="button" onPress={() => onRetry({ code })}>
          <RetryIcon />
          {text.retryReason}
        </Button>
      </div>
    </>
  );
}

type RowProps = Omit<SetAsideListProps, 'reason'> & { readonly file: SetAsideEntry | undefined };

function Row({ file, onRetry, onError }: RowProps) {
  if (file === undefined) return null;
  const { fileId, path, reason } = file;
  const name = lastName(path);
  const reveal = text.reveal(bridge?.platform ?? '');
  return (
    <>
      <div className="set-aside-words">
        <p className="path">{path}</p>
        <p className="set-aside-reason">{reason}</p>
      </div>
      {bridge !== undefined && (
        <IconButton
          className="small"
          label={text.revealOne(name, reveal)}
          onPress={() => void bridge?.revealFile(fileId).catch(onError)}
        >
          <RevealIcon />
        </IconButton>
      )}
      <IconButton
        className="small"
        label={text.retryOne(name)}
        onPress={() => onRetry({ fileIds: [fileId] })}
      >
        <RetryIcon />
      </IconButton>
    </>
  );
}
