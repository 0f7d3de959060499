/** First run: what this is, and the one thing to do. */
import { Button } from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { FolderAddIcon, Mark } from '../shared/icons.tsx';

const text = messages.page.welcome;

export function Welcome({ onAdd }: { readonly onAdd: () => void }) {
  return (
    <section className="welcome" aria-labelledby="welcome-title">
      <Mark />
      <h2 id="welcome-title">{text.title}</h2>
      <p className="welcome-detail">{text.detail}</p>
      <Button className="button primary large" onPress={onAdd}>
        <FolderAddIcon />
        {text.add}
      </Button>
      <ul className="welcome-points">
        {text.points.map(([title, detail]) => (
          <li key={title}>
            <h3>{title}</h3>
            <p>{detail}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
