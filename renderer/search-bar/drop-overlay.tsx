import { messages } from '../../main/engine/contract/messages/index.ts';
import { PictureIcon } from '../shared/icons.tsx';

/** Covers the page while a picture is dragged over it. */
export function DropOverlay() {
  return (
    <div className="drop-overlay" role="status">
      <PictureIcon />
      <strong>{messages.page.search.dropHere}</strong>
      <span className="muted">{messages.page.search.dropDetail}</span>
    </div>
  );
}
