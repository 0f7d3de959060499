/** Nothing to show: why, and what to do. */
import { Button } from 'react-aria-components';
import { holdSentence } from '../../main/engine/contract/hold-sentence.ts';
import type { Progress } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';

const text = messages.page.empty;

type EmptyStateProps = {
  readonly searching: boolean;
  /** Shows what does not match well; null where there is nothing at all. */
  readonly onNearest: (() => void) | null;
  readonly error: string | null;
  readonly progress: Progress | null;
  readonly onFolders: () => void;
  readonly onClear: () => void;
  readonly onRetry: () => void;
};

export function EmptyState(props: EmptyStateProps) {
  if (props.error !== null) {
    return (
      <Sentence title={text.failedTitle} detail={props.error} role="alert">
        <Button className="button" onPress={props.onRetry}>
          {messages.page.retry}
        </Button>
      </Sentence>
    );
  }
  if (props.searching && props.onNearest !== null) {
    const { fold } = messages.page;
    return (
      <Sentence title={fold.noneTitle} detail={fold.noneDetail}>
        <Button className="button" onPress={props.onNearest}>
          {fold.showNearest}
        </Button>
      </Sentence>
    );
  }
  if (props.searching) {
    return (
      <Sentence title={text.noResultsTitle} detail={text.noResultsDetail}>
        <Button className="button" onPress={props.onClear}>
          {text.clearSearch}
        </Button>
      </Sentence>
    );
  }
  const { progress } = props;
  const open = progress === null ? 0 : progress.states.waiting + progress.states.reading;
  if (progress?.hold && open > 0) {
    return <Sentence title={holdSentence(progress.hold, Date.now())} detail={text.heldDetail} />;
  }
  if (progress?.scanning || open > 0) {
    return <Sentence title={text.startingTitle} detail={text.startingDetail} lively />;
  }
  return (
    <Sentence title={text.nothingTitle} detail={text.nothingDetail}>
      <Button className="button" onPress={props.onFolders}>
        {text.manageFolders}
      </Button>
    </Sentence>
  );
}

type SentenceProps = {
  readonly title: string;
  readonly detail: string;
  readonly lively?: boolean;
  readonly role?: 'alert';
  readonly children?: React.ReactNode;
};

function Sentence({ title, detail, lively, role, children }: SentenceProps) {
  return (
    <section className="empty" data-lively={lively} role={role}>
      <h2>{title}</h2>
      <p className="muted">{detail}</p>
      {children}
    </section>
  );
}
