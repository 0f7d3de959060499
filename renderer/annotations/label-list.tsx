/** The tags or the albums of the library: how many items have each, and a field to rename one. */
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Label } from '../../main/engine/contract/annotations.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { RenameIcon } from '../shared/icons.tsx';

const text = messages.page.annotations;

type LabelListProps = {
  readonly title: string;
  readonly labels: readonly Label[];
  readonly onFind: (name: string) => void;
  readonly onRename: (from: string, to: string) => void;
};

export function LabelList({ title, labels, onFind, onRename }: LabelListProps) {
  const [renamed, setRenamed] = useState<string | null>(null);
  if (labels.length === 0) return null;
  return (
    <section className="labels-section">
      <h3>{title}</h3>
      <ul className="labels">
        {labels.map(({ name, items }) => (
          <li key={name} className="label">
            {renamed === name ? (
              <NewName
                name={name}
                onName={(to) => {
                  setRenamed(null);
                  if (to !== name) onRename(name, to);
                }}
              />
            ) : (
              <>
                <Button className="label-name" onPress={() => onFind(name)}>
                  {name} <span className="muted">{items.toLocaleString('en')}</span>
                </Button>
                <Button
                  className="label-remove"
                  aria-label={text.rename(name)}
                  onPress={() => setRenamed(name)}
                >
                  <RenameIcon />
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Enter renames; Escape, or leaving the field, lets it be. */
function NewName({
  name,
  onName,
}: {
  readonly name: string;
  readonly onName: (to: string) => void;
}) {
  const [typed, setTyped] = useState(name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onName(/[^\s/]/u.test(typed) ? typed.trim() : name);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    // The dialog stays open.
    event.stopPropagation();
    onName(name);
  };
  return (
    <form onSubmit={submit}>
      <input
        // biome-ignore lint/a11y/noAutofocus: asked for by the button that it stands in the place of.
        autoFocus
        className="text-field"
        aria-label={text.newName(name)}
        value={typed}
        maxLength={200}
        enterKeyHint="done"
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => onName(name)}
      />
    </form>
  );
}
