/** The keys, and what they do; what can be typed into the search bar. */
import { messages } from '../../main/engine/contract/messages/index.ts';
import { PageDialog } from '../shared/page-dialog.tsx';
import './about.css';

const text = messages.page.shortcuts;
const groups = ['search', 'asking', 'grid', 'viewer'] as const;

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <PageDialog title={text.title} onClose={onClose} scrollsByKeyboard>
      {groups.map((group) => (
        <section key={group} className="shortcut-group">
          <h3>{text[group]}</h3>
          <ul>
            {text.rows[group].map(({ keys, what }) => (
              <li key={what} className="shortcut">
                <span>{what}</span>
                <span className="keys">
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </PageDialog>
  );
}
