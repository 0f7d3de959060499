/** What is known of the item. */
import { type ReactNode, useCallback } from 'react';
import type { AnnotationChange } from '../../main/engine/contract/annotations.ts';
import type { ItemDetail } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { AnnotationsPanel } from '../annotations/annotations-panel.tsx';
import {
  formatBytes,
  formatCapturedAt,
  formatExposure,
  formatPlace,
  formatTime,
} from '../shared/format.ts';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine } from '../state/engine.ts';

const text = messages.page.viewer;

type DetailsPanelProps = {
  readonly detail: ItemDetail;
  /** 0 to 1; null when the page shows no ranking. */
  readonly score: number | null;
  readonly onAnnotate: (change: Partial<AnnotationChange>) => void;
  readonly onWriteSidecar: () => void;
  readonly onFind: (query: string) => void;
  /** Changes with what was added: names are read anew. */
  readonly annotated: number;
};

const noNames = { tags: [], albums: [] };

export function DetailsPanel(props: DetailsPanelProps) {
  const { detail, score, onAnnotate, onWriteSidecar, onFind, annotated } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `annotated` asks for a reload.
  const load = useCallback(
    (signal: AbortSignal) => engine.call('labelNames', {}, { signal }),
    [annotated],
  );
  const known = useLoaded(load).value ?? noNames;
  const { width, height } = detail;
  const exposure = formatExposure(detail.exposure);
  const dimensions =
    detail.kind === 'video'
      ? text.videoPixels(width, height)
      : text.pixels(width, height, ((width * height) / 1e6).toFixed(1));
  return (
    <aside className="details" aria-label={text.details}>
      <AnnotationsPanel
        key={detail.itemId}
        annotations={detail.annotations}
        known={known}
        onChange={onAnnotate}
        onFind={onFind}
        onWriteSidecar={onWriteSidecar}
      />
      <dl>
        <Detail term={text.name}>{detail.name}</Detail>
        {detail.title !== null && <Detail term={text.title}>{detail.title}</Detail>}
        {detail.capturedAt !== null && (
          <Detail term={text.capturedAt}>{formatCapturedAt(detail.capturedAt)}</Detail>
        )}
        {detail.durationMs !== null && (
          <Detail term={text.duration}>{formatTime(detail.durationMs)}</Detail>
        )}
        <Detail term={text.dimensions}>{dimensions}</Detail>
        <Detail term={text.size}>{formatBytes(detail.sizeBytes)}</Detail>
        {detail.camera !== null && <Detail term={text.camera}>{detail.camera}</Detail>}
        {detail.lens !== null && <Detail term={text.lens}>{detail.lens}</Detail>}
        {exposure !== '' && <Detail term={text.exposure}>{exposure}</Detail>}
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
