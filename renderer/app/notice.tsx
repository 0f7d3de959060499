/** A sentence on what the person just did; leaves by itself. */
import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { CloseIcon } from '../shared/icons.tsx';

const staysForMs = 9_000;

type NoticeProps = {
  readonly sentence: string;
  readonly onUndo?: (() => void) | undefined;
  readonly onClose: () => void;
};

export function Notice({ sentence, onUndo, onClose }: NoticeProps) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each notice.
  useEffect(() => {
    const timer = setTimeout(onClose, staysForMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    // An open viewer makes what is below it inert; this stands above it.
    <div className="notice" role="alert" data-react-aria-top-layer="true">
      <p>{sentence}</p>
      {onUndo !== undefined && (
        <Button
          className="button"
          onPress={() => {
            onClose();
            onUndo();
          }}
        >
          {messages.page.annotations.undo}
        </Button>
      )}
      <Button className="icon-button small" aria-label={messages.page.close} onPress={onClose}>
        <CloseIcon />
      </Button>
    </div>
  );
}
