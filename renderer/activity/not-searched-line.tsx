/** Beside the results of a search: what it could not look at. */
import { Button } from 'react-aria-components';
import type { Progress } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import './activity.css';

const words = messages.activity;

type NotSearchedLineProps = {
  readonly progress: Progress | null;
  readonly onActivity: () => void;
};

export function NotSearchedLine({ progress, onActivity }: NotSearchedLineProps) {
  if (progress === null) return null;
  const { files, offline } = progress.notSearched;
  if (files === 0) return null;
  return (
    <p className="not-searched">
      {words.unread(files, offline)}
      <Button className="text-button" onPress={onActivity}>
        {messages.page.activity.open}
      </Button>
    </p>
  );
}
