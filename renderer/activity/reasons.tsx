/** What was set aside, by reason; each reason opens to its files. */
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type { ReasonCount } from '../../main/engine/contract/activity.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { formatCount } from '../shared/format.ts';
import { DownIcon } from '../shared/icons.tsx';
import { SetAsideList } from './set-aside-list.tsx';

const text = messages.page.activity;

type ReasonsProps = {
  readonly reasons: readonly ReasonCount[];
  /** Of all reasons together. */
  readonly files: number;
  readonly onRetry: (which: { code?: string; fileIds?: number[] }) => Promise<void>;
  readonly onError: (error: unknown) => void;
};

export function Reasons({ reasons, files, onRetry, onError }: ReasonsProps) {
  if (files === 0) return null;
  return (
    <section className="activity-section" aria-labelledby="activity-set-aside">
      <header className="activity-section-head">
        <h3 id="activity-set-aside">{text.setAside}</h3>
        <Button className="text-button" onPress={() => onRetry({})}>
          {text.retryAll(files)}
        </Button>
      </header>
      <p className="muted">{text.setAsideIntro}</p>
      <div className="reasons">
        {reasons.map((reason) => (
          <Disclosure key={reason.code} className="reason">
            {({ isExpanded }) => (
              <>
                <Heading level={4} className="reason-head">
                  <Button slot="trigger" className="reason-button">
                    <DownIcon />
                    <span className="reason-title">{reason.title}</span>
                    <span className="reason-count">{formatCount(reason.files)}</span>
                  </Button>
                </Heading>
                <DisclosurePanel className="reason-panel">
                  {isExpanded && (
                    <SetAsideList reason={reason} onRetry={onRetry} onError={onError} />
                  )}
                </DisclosurePanel>
              </>
            )}
          </Disclosure>
        ))}
      </div>
    </section>
  );
}
