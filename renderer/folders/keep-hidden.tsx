/** For how long what is hidden is kept. */
import { useId, useState } from 'react';
import { Button } from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { PageDialog } from '../shared/page-dialog.tsx';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine, sentenceOf } from '../state/engine.ts';

const text = messages.page.folders;
const usualDays = [7, 30, 90, 365];
const forever = 'forever' as const;

const load = (signal: AbortSignal) => engine.call('settings', {}, { signal });

export function KeepHidden({ onChanged }: { readonly onChanged: () => void }) {
  const id = useId();
  const { value, error, reload } = useLoaded(load);
  const [failure, setFailure] = useState<string | null>(null);
  /** A shorter time, which forgets at once what has been hidden for longer. */
  const [asked, setAsked] = useState<number | null>(null);
  if (value === null) return error === null ? null : <p role="alert">{error}</p>;
  const { keepHiddenDays } = value.settings;
  const days = [
    ...new Set([...usualDays, ...(keepHiddenDays === forever ? [] : [keepHiddenDays])]),
  ].sort((one, other) => one - other);
  const choose = (chosen: string): void => {
    const wanted = chosen === forever ? forever : Number(chosen);
    if (wanted !== forever && (keepHiddenDays === forever || wanted < keepHiddenDays)) {
      setAsked(wanted);
    } else void keep(wanted);
  };
  const keep = async (wanted: number | typeof forever): Promise<void> => {
    setAsked(null);
    try {
      await engine.call('changeSettings', { keepHiddenDays: wanted });
      setFailure(null);
    } catch (reason) {
      setFailure(sentenceOf(reason));
    }
    reload();
    onChanged();
  };
  return (
    <div className="keep-hidden">
      <label htmlFor={id}>{text.keepHidden}</label>
      <select
        id={id}
        className="field"
        value={keepHiddenDays}
        onChange={(event) => choose(event.target.value)}
      >
        {days.map((each) => (
          <option key={each} value={each}>
            {text.days(each)}
          </option>
        ))}
        <option value={forever}>{text.forGood}</option>
      </select>
      {failure !== null && (
        <p className="dialog-error" role="alert">
          {failure}
        </p>
      )}
      {asked !== null && (
        <PageDialog
          title={text.keepShorterTitle}
          role="alertdialog"
          size="small"
          onClose={() => setAsked(null)}
          footer={
            <>
              <Button className="button" onPress={() => setAsked(null)} autoFocus>
                {messages.page.cancel}
              </Button>
              <Button className="button danger" onPress={() => void keep(asked)}>
                {text.keepShorterConfirm}
              </Button>
            </>
          }
        >
          <p>{text.keepShorter(text.days(asked))}</p>
        </PageDialog>
      )}
    </div>
  );
}
