import { messages } from '../../main/engine/contract/messages/index.ts';
import { PictureIcon } from '../shared/icons.tsx';

/** Covers the page while a picture is dragged over it. Its live region is there all the time. */
export function DropOverlay({ shown }: { readonly shown: boolean }) {
  return (
    <div role="status">
      {shown && (
        <div className="drop-overlay">
          <PictureIcon />
          <strong>{messages.page.search.dropHere}</strong>
          <span className="muted">{messages.page.search.dropDetail}</span>
        </div>
      )}
    </div>
  );
}
