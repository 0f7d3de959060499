/** The tags or the albums of an item: each with a way to take it off, and a field for more. */
import { type FormEvent, type KeyboardEvent, useId, useState } from 'react';
import { Button } from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { CloseIcon } from '../shared/icons.tsx';

const text = messages.page.annotations;

type LabelFieldProps = {
  /** "Tags", "Albums". */
  readonly title: string;
  readonly placeholder: string;
  readonly names: readonly string[];
  /** What is offered while typing. */
  readonly known: readonly string[];
  readonly onAdd: (name: string) => void;
  readonly onRemove: (name: string) => void;
  /** Find what else has it. */
  readonly onFind?: (name: string) => void;
};

export function LabelField(props: LabelFieldProps) {
  const { title, placeholder, names, known, onAdd, onRemove, onFind } = props;
  const [typed, setTyped] = useState('');
  const listId = useId();
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (/[^\s/]/u.test(typed)) onAdd(typed.trim());
    setTyped('');
  };
  // Escape first empties the field; only then it closes what the field is in.
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || typed === '' || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    setTyped('');
  };
  return (
    <div className="label-field">
      {names.length > 0 && (
        <ul className="labels" aria-label={title}>
          {names.map((name) => (
            <li key={name} className="label">
              {onFind === undefined ? (
                <span className="label-name">{name}</span>
              ) : (
                <Button
                  className="label-name"
                  aria-label={text.find(name)}
                  onPress={() => onFind(name)}
                >
                  {name}
                </Button>
              )}
              <Button
                className="label-remove"
                aria-label={text.remove(name)}
                onPress={() => onRemove(name)}
              >
                <CloseIcon />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={add}>
        <input
          className="text-field"
          aria-label={placeholder}
          placeholder={placeholder}
          value={typed}
          list={listId}
          maxLength={200}
          enterKeyHint="done"
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <datalist id={listId}>
          {known
            .filter((name) => !names.includes(name))
            .map((name) => (
              <option key={name} value={name} />
            ))}
        </datalist>
      </form>
    </div>
  );
}
