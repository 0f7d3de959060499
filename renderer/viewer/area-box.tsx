/** Over a photo: a box is drawn around what to search with. */
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import type { Region } from '../../main/engine/contract/search.ts';
import { useElementSize } from '../shared/use-element-size.ts';
import { areaAfterKey, areaBetween, fittedInto, middleArea, type Point } from './area.ts';
import './area-box.css';

const text = messages.page.viewer;

type AreaBoxProps = {
  /** Of the photo, in pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly onSearch: (area: Region) => void;
  readonly onCancel: () => void;
};

export function AreaBox({ size, onSearch, onCancel }: AreaBoxProps) {
  const stage = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const room = useElementSize(stage);
  const [area, setArea] = useState(middleArea);
  const start = useRef<Point | null>(null);
  const place = fittedInto(size, { width: room.width, height: room.height });
  useEffect(() => box.current?.focus(), []);

  const pointOf = (event: PointerEvent): Point => {
    const bounds = (stage.current as HTMLDivElement).getBoundingClientRect();
    return {
      x: (event.clientX - bounds.left - place.left) / place.width,
      y: (event.clientY - bounds.top - place.top) / place.height,
    };
  };
  const onPointerDown = (event: PointerEvent): void => {
    // The button below is no place to draw.
    const onHelp = event.target instanceof Element && event.target.closest('.area-help') !== null;
    if (event.button !== 0 || onHelp) return;
    start.current = pointOf(event);
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (start.current === null) return;
    setArea(areaBetween(start.current, pointOf(event)) ?? area);
  };
  const onPointerUp = (event: PointerEvent): void => {
    const from = start.current;
    start.current = null;
    const drawn = from && areaBetween(from, pointOf(event));
    if (drawn) onSearch(drawn);
    // A press took the focus from it, and with that its keys.
    else if (from !== null) box.current?.focus();
  };
  const onPointerCancel = (): void => {
    start.current = null;
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const onBox = event.target === box.current;
    const next = onBox ? areaAfterKey(area, event.key, event.shiftKey) : undefined;
    if (next !== undefined) setArea(next);
    else if (onBox && event.key === 'Enter') onSearch(area);
    else if (event.key === 'Escape') onCancel();
    else return;
    // The arrows are this box's now, and Escape ends it and not the viewer.
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: no form stands here.
    <div
      ref={stage}
      className="area-stage"
      role="group"
      aria-label={text.area}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerCancel}
      onKeyDown={onKeyDown}
    >
      <div
        ref={box}
        className="area-box"
        role="slider"
        aria-valuenow={Math.round(area.left * 100)}
        aria-valuetext={text.areaValue(area)}
        aria-label={text.areaBox}
        aria-describedby="area-help"
        tabIndex={0}
        style={{
          left: place.left + area.left * place.width,
          top: place.top + area.top * place.height,
          width: area.width * place.width,
          height: area.height * place.height,
        }}
      />
      <p className="area-help">
        <span id="area-help">{text.areaHelp}</span>
        <Button className="button" onPress={() => onSearch(area)}>
          {text.areaSearch}
        </Button>
      </p>
    </div>
  );
}
