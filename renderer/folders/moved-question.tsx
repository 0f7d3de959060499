/** A folder was added that holds the files of one that cannot be reached: was that one moved here? */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { AddedFolder } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { PageDialog } from '../shared/page-dialog.tsx';
import { engine, sentenceOf } from '../state/engine.ts';

const text = messages.page.folders;

type MovedQuestionProps = {
  readonly added: AddedFolder;
  readonly onMoved: () => void;
  readonly onClose: () => void;
};

export function MovedQuestion({ added, onMoved, onClose }: MovedQuestionProps) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { resembles } = added;
  if (resembles === undefined) return null;
  const move = async (): Promise<void> => {
    setBusy(true);
    try {
      await engine.call('relocateFolder', { folderId: resembles.id, path: added.path });
      onMoved();
      onClose();
    } catch (reason) {
      setError(sentenceOf(reason));
      setBusy(false);
    }
  };
  return (
    <PageDialog
      title={text.movedTitle}
      role="alertdialog"
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button className="button" onPress={onClose}>
            {text.movedNo}
          </Button>
          <Button
            className="button primary"
            onPress={() => void move()}
            isDisabled={busy}
            autoFocus
          >
            {text.movedYes}
          </Button>
        </>
      }
    >
      <p>{text.movedDetail(resembles.path, added.path)}</p>
      {error !== null && (
        <p className="dialog-error" role="alert">
          {error}
        </p>
      )}
    </PageDialog>
  );
}
