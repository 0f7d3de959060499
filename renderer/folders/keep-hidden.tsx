/** For how long what is hidden is kept. */
import { useId, useState } from 'react';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine, sentenceOf } from '../state/engine.ts';

const text = messages.page.folders;
const usualDays = [7, 30, 90, 365];
const forever = 'forever';

const load = (signal: AbortSignal) => engine.call('settings', {}, { signal });

export function KeepHidden({ onChanged }: { readonly onChanged: () => void }) {
  const id = useId();
  const { value, error, reload } = useLoaded(load);
  const [failure, setFailure] = useState<string | null>(null);
  if (value === null) return error === null ? null : <p role="alert">{error}</p>;
  const { keepHiddenDays } = value.settings;
  const days = [
    ...new Set([...usualDays, ...(keepHiddenDays === forever ? [] : [keepHiddenDays])]),
  ].sort((one, other) => one - other);
  const choose = async (chosen: string): Promise<void> => {
    try {
      await engine.call('changeSettings', {
        keepHiddenDays: chosen === forever ? forever : Number(chosen),
      });
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
        onChange={(event) => void choose(event.target.value)}
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
    </div>
  );
}
