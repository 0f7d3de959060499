/** Pictures dropped or pasted anywhere on the page, and tiles dropped back on it. */
import { useEffect, useRef, useState } from 'react';
import { momentDragType, momentOfFiles } from '../state/dragged-tile.ts';
import { itemDetail } from '../viewer/item-details.ts';

type Handlers = {
  readonly onFiles: (files: readonly File[]) => void;
  readonly onMoment: (momentId: number) => void;
};

/** True while something that can be dropped is over the page. */
export function useDroppedPictures(handlers: Handlers): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    let depth = 0;
    const enter = (event: DragEvent): void => {
      if (!carries(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!carries(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent): void => {
      if (!carries(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    };
    const drop = (event: DragEvent): void => {
      depth = 0;
      setOver(false);
      if (!carries(event)) return;
      event.preventDefault();
      const momentId = Number(event.dataTransfer?.getData(momentDragType));
      if (momentId > 0) latest.current.onMoment(momentId);
      else void take([...(event.dataTransfer?.files ?? [])]);
    };
    const take = async (files: readonly File[]): Promise<void> => {
      const ownMoment = await momentOfFiles(files, itemDetail);
      if (ownMoment === null) latest.current.onFiles(files);
      else latest.current.onMoment(ownMoment);
    };
    const end = (): void => {
      depth = 0;
      setOver(false);
    };
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      latest.current.onFiles(files);
    };
    const events = { dragenter: enter, dragleave: leave, dragover: hover, drop, dragend: end };
    for (const [name, listener] of Object.entries(events)) {
      window.addEventListener(name, listener as EventListener);
    }
    window.addEventListener('paste', paste);
    return () => {
      for (const [name, listener] of Object.entries(events)) {
        window.removeEventListener(name, listener as EventListener);
      }
      window.removeEventListener('paste', paste);
    };
  }, []);
  return over;
}

function carries(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? [];
  return types.includes('Files') || types.includes(momentDragType);
}
