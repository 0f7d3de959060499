/** Below the grid: how many match well, and the way to the weaker rest and back. */
import { Button } from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import type { Fold } from '../state/use-fold.ts';

const text = messages.page.fold;

export function FoldBar({ fold, onHide }: { readonly fold: Fold; readonly onHide: () => void }) {
  return (
    <div className="fold-bar">
      <Button className="button" onPress={() => (fold.isOpen ? onHide() : fold.setOpen(true))}>
        {fold.isOpen ? text.hide : text.show(fold.weaker)}
      </Button>
    </div>
  );
}
