/** Which files were set aside and why, with one button to try them again. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { PageDialog } from '../shared/page-dialog.tsx';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine, sentenceOf } from '../state/engine.ts';

const text = messages.page.setAside;
const loadStatus = (signal: AbortSignal) => engine.call('status', {}, { signal });

export function SetAsideDialog({ onClose }: { readonly onClose: () => void }) {
  const status = useLoaded(loadStatus);
  const [said, setSaid] = useState<string | null>(null);
  const files = status.value?.setAside ?? [];
  const retry = async (): Promise<void> => {
    try {
      await engine.call('retrySetAside', {});
      setSaid(text.retried);
      status.reload();
    } catch (error) {
      setSaid(sentenceOf(error));
    }
  };
  return (
    <PageDialog
      title={text.title}
      onClose={onClose}
      size="large"
      scrollsByKeyboard
      footer={
        <>
          <span className="dialog-said" role="status">
            {said ?? status.error}
          </span>
          <Button className="button" isDisabled={files.length === 0} onPress={retry}>
            {text.retry}
          </Button>
        </>
      }
    >
      <p className="muted">
        {status.value !== null && files.length === 0 ? text.none : text.intro}
      </p>
      <ul className="set-aside-list">
        {files.map((file) => (
          <li key={file.path} className="set-aside-file">
            <p className="path">{file.path}</p>
            <p className="set-aside-reason">{file.reason}</p>
          </li>
        ))}
      </ul>
    </PageDialog>
  );
}
