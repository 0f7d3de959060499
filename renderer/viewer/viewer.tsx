/** One item in the whole window, with the ranking to its left and right. */
import { useEffect, useRef, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import type { AnnotationChange } from '../../main/engine/contract/annotations.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { noTime, type RankingColumns } from '../../main/engine/contract/ranking-columns.ts';
import { bridge } from '../shared/bridge.ts';
import { IconButton } from '../shared/icon-button.tsx';
import {
  AreaIcon,
  CloseIcon,
  HeartIcon,
  InfoIcon,
  LeftIcon,
  MoreLikeIcon,
  MotionIcon,
  RevealIcon,
  RightIcon,
} from '../shared/icons.tsx';
import { isTyping } from '../shared/is-typing.ts';
import type { OpenItem, PageRegion } from '../state/page-location.ts';
import { readSetting, writeSetting } from '../state/theme.ts';
import { AreaBox } from './area-box.tsx';
import { DetailsPanel } from './details-panel.tsx';
import { preload, useItemDetail } from './item-details.ts';
import { MotionView } from './motion-view.tsx';
import { PhotoView } from './photo-view.tsx';
import { useMotion } from './use-motion.ts';
import { type VideoHandle, VideoView } from './video-view.tsx';
import { type Stars, type ViewerAction, viewerAction } from './viewer-keys.ts';
import './viewer.css';

const { viewer: text, annotations: marks } = messages.page;
const detailsSetting = 'afterimage.details';

type ViewerProps = {
  readonly open: OpenItem;
  readonly columns: RankingColumns | null;
  readonly onOpen: (next: OpenItem) => void;
  readonly onMoreLike: (momentId: number) => void;
  readonly onSearchPart: (region: PageRegion) => void;
  readonly annotated: number;
  readonly onAnnotate: (itemId: number, change: Partial<AnnotationChange>) => void;
  readonly onWriteSidecar: (itemId: number) => void;
  readonly onFind: (query: string) => void;
  readonly onClose: () => void;
  readonly onError: (error: unknown) => void;
};

export function Viewer(props: ViewerProps) {
  const { open, columns, onOpen, onMoreLike, onSearchPart, onClose, onError } = props;
  const { itemId, momentId } = open;
  const loaded = useItemDetail(itemId, props.annotated);
  const detail = loaded.value?.itemId === itemId ? loaded.value : null;
  const [showDetails, setShowDetails] = useState(readSetting(detailsSetting) === 'open');
  /** The item of which a part is being chosen. */
  const [areaOf, setAreaOf] = useState<number | null>(null);
  const hasMotion = useMotion(detail);
  /** The photo whose motion plays. */
  const [motionOf, setMotionOf] = useState<number | null>(null);
  const video = useRef<VideoHandle>(null);
  const index = columns?.itemIds.indexOf(itemId) ?? -1;
  const total = columns?.itemIds.length ?? 0;

  const step = (by: 1 | -1): void => {
    const next = index + by;
    if (columns === null || index === -1 || next < 0 || next >= total) return;
    setAreaOf(null);
    setMotionOf(null);
    onOpen({
      itemId: columns.itemIds[next] as number,
      momentId: columns.momentIds[next] as number,
    });
  };
  const toggleDetails = (): void => {
    writeSetting(detailsSetting, showDetails ? 'closed' : 'open');
    setShowDetails(!showDetails);
  };
  const reveal = (): void => {
    bridge?.revealItem(itemId).catch(onError);
  };

  useEffect(() => {
    if (columns === null || index === -1) return;
    for (const neighbour of [index + 1, index - 1]) {
      const id = columns.itemIds[neighbour];
      if (id !== undefined) preload(id).catch(() => undefined);
    }
  }, [columns, index]);

  const annotate = (change: Partial<AnnotationChange>): void => props.onAnnotate(itemId, change);
  const { rating = 0, favourite = false } = detail?.annotations ?? {};

  const perform: Readonly<Record<Exclude<ViewerAction, Stars>, () => void>> = {
    previous: () => step(-1),
    next: () => step(1),
    toggle: () => video.current?.toggle(),
    'previous-moment': () => video.current?.jump(-1),
    'next-moment': () => video.current?.jump(1),
    details: toggleDetails,
    'more-like-this': () => onMoreLike(momentId),
    favourite: () => detail !== null && annotate({ favourite: !favourite }),
    motion: () => setMotionOf(motionOf === itemId || !hasMotion ? null : itemId),
    area: () => setAreaOf(areaOf === itemId || detail?.kind !== 'photo' ? null : itemId),
  };
  const keys = useRef<(event: KeyboardEvent) => void>(() => undefined);
  useEffect(() => {
    keys.current = (event) => {
      if (isTyping() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey)
        return;
      const { key } = event;
      const action = viewerAction(key.length === 1 ? key.toLowerCase() : key, {
        onRange: event.target instanceof HTMLInputElement,
        onButton: event.target instanceof HTMLButtonElement,
      });
      if (action === undefined) return;
      event.preventDefault();
      if (action in perform) perform[action as keyof typeof perform]();
      else annotate({ rating: Number(action) });
    };
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => keys.current(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);

  // Before the details are there, the ranking may know; a video has no photo to ask for.
  const isImage =
    detail?.shownAs === 'image' || (index !== -1 && columns?.timesMs[index] === noTime);
  return (
    <ModalOverlay
      className="viewer-overlay"
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className="viewer-frame">
        <Dialog className="viewer" aria-label={text.label(detail?.name ?? text.loading)}>
          <header className="viewer-head">
            <IconButton label={messages.page.close} shortcut="Esc" onPress={onClose}>
              <CloseIcon />
            </IconButton>
            <p className="viewer-name">
              {detail?.name}
              {rating > 0 && (
                <span className="viewer-stars" role="img" aria-label={marks.stars(rating)}>
                  {'★'.repeat(rating)}
                </span>
              )}
              {detail?.offline && (
                <span className="offline-badge" title={text.offlineDetail}>
                  {text.offline}
                </span>
              )}
            </p>
            {index !== -1 && <p className="viewer-place">{text.of(index + 1, total)}</p>}
            <IconButton
              label={marks.favourite}
              shortcut="F"
              aria-pressed={favourite}
              data-lit={favourite}
              onPress={perform.favourite}
            >
              <HeartIcon />
            </IconButton>
            <IconButton label={text.moreLikeThis} shortcut="M" onPress={() => onMoreLike(momentId)}>
              <MoreLikeIcon />
            </IconButton>
            {detail?.kind === 'photo' && (
              <IconButton
                label={text.area}
                shortcut="A"
                aria-pressed={areaOf === itemId}
                onPress={perform.area}
              >
                <AreaIcon />
              </IconButton>
            )}
            {hasMotion && (
              <IconButton
                label={text.playMotion}
                shortcut="P"
                aria-pressed={motionOf === itemId}
                onPress={perform.motion}
              >
                <MotionIcon />
              </IconButton>
            )}
            {bridge !== undefined && (
              <IconButton label={text.reveal(bridge.platform)} onPress={reveal}>
                <RevealIcon />
              </IconButton>
            )}
            <IconButton
              label={text.details}
              shortcut="I"
              aria-pressed={showDetails}
              onPress={toggleDetails}
            >
              <InfoIcon />
            </IconButton>
          </header>
          <p className="visually-hidden" role="status">
            {detail !== null && text.shown(detail.name, index + 1, total)}
          </p>
          <div className="viewer-main">
            <div className="stage">
              {loaded.error !== null && loaded.value === null ? (
                <p className="stage-sentence" role="alert">
                  {loaded.error}
                </p>
              ) : detail?.offline && detail.shownAs === 'player' ? (
                <div className="stage-media">
                  <PhotoView
                    key={itemId}
                    {...{ itemId, momentId }}
                    name={detail.name}
                    size={null}
                    offline
                  />
                  <p className="stage-sentence">{text.offlineDetail}</p>
                </div>
              ) : detail !== null && detail.shownAs === 'player' ? (
                <VideoView
                  key={`${itemId}.${momentId}`}
                  ref={video}
                  detail={detail}
                  momentId={momentId}
                  startMs={startOf(detail.moments, momentId)}
                />
              ) : (
                <div className="stage-media">
                  <PhotoView
                    key={itemId}
                    itemId={itemId}
                    momentId={momentId}
                    name={detail?.name ?? ''}
                    size={detail}
                    offline={!isImage || (detail?.offline ?? false)}
                  />
                  {motionOf === itemId && hasMotion && (
                    <MotionView
                      itemId={itemId}
                      name={detail?.name ?? ''}
                      onEnd={() => setMotionOf(null)}
                      onError={onError}
                    />
                  )}
                  {areaOf === itemId && detail !== null && (
                    <AreaBox
                      size={detail}
                      onSearch={(region) => onSearchPart({ momentId, ...region })}
                      onCancel={() => setAreaOf(null)}
                    />
                  )}
                </div>
              )}
              {index > 0 && (
                <IconButton
                  className="step previous"
                  label={text.previous}
                  onPress={() => step(-1)}
                >
                  <LeftIcon />
                </IconButton>
              )}
              {index !== -1 && index < total - 1 && (
                <IconButton className="step next" label={text.next} onPress={() => step(1)}>
                  <RightIcon />
                </IconButton>
              )}
            </div>
            {showDetails && detail !== null && (
              <DetailsPanel
                detail={detail}
                onAnnotate={annotate}
                onWriteSidecar={() => props.onWriteSidecar(itemId)}
                onFind={props.onFind}
                annotated={props.annotated}
                score={
                  columns?.meta.order === 'ranked' && index !== -1
                    ? (columns.scores[index] ?? null)
                    : null
                }
              />
            )}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function startOf(
  moments: readonly { readonly momentId: number; readonly timeMs: number | null }[],
  momentId: number,
): number {
  return moments.find((moment) => moment.momentId === momentId)?.timeMs ?? 0;
}
