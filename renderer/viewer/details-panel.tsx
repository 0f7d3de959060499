/** What is known of the item. */
import type { ReactNode } from 'react';
import type { AnnotationChange } from '../../main/engine/contract/annotations.ts';
import type { ItemDetail } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { AnnotationsPanel } from '../annotations/annotations-panel.tsx';
import { formatBytes, formatCapturedAt, formatPlace, formatTime } from '../shared/format.ts';

const text = messages.page.viewer;

type DetailsPanelProps = {
  readonly detail: ItemDetail;
  /** 0 to 1; null when the page shows no ranking. */
  readonly score: number | null;
  readonly onAnnotate: (change: Partial<AnnotationChange>) => void;
  readonly onFind: (query: string) => void;
};

export function DetailsPanel({ detail, score, onAnnotate, onFind }: DetailsPanelProps) {
  const { width, height } = detail;
  const dimensions =
    detail.kind === 'video'
      ? text.videoPixels(width, height)
      : text.pixels(width, height, ((width * height) / 1e6).toFixed(1));
  return (
    <aside className="details" aria-label={text.details}>
      <AnnotationsPanel
        key={detail.itemId}
        annotations={detail.annotations}
        onChange={onAnnotate}
        onFind={onFind}
      />
      <dl>
        <Detail term={text.name}>{detail.name}</Detail>
        {detail.capturedAt !== null && (
          <Detail term={text.capturedAt}>{formatCapturedAt(detail.capturedAt)}</Detail>
        )}
        {detail.durationMs !== null && (
          <Detail term={text.duration}>{formatTime(detail.durationMs)}</Detail>
        )}
        <Detail term={text.dimensions}>{dimensions}</Detail>
        <Detail term={text.size}>{formatBytes(detail.sizeBytes)}</Detail>
        {detail.camera !== null && <Detail term={text.camera}>{detail.camera}</Detail>}
        {detail.place !== null && <Detail term={text.place}>{formatPlace(detail.place)}</Detail>}
        {score !== null && (
          <Detail term={text.match}>{text.matchPercent(Math.round(score * 100))}</Detail>
        )}
        <Detail term={text.paths(detail.paths.length)}>
          {detail.paths.map((path) => (
            <span key={path} className="detail-path">
              {path}
            </span>
          ))}
        </Detail>
      </dl>
    </aside>
  );
}

function Detail({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="detail">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
