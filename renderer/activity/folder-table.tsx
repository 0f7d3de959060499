/** The states of the files of each watched folder, and their sums. */
import { Button } from 'react-aria-components';
import type { Activity, FolderActivity } from '../../main/engine/contract/activity.ts';
import { fileStates } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { formatCount } from '../shared/format.ts';

const text = messages.page.activity;

type FolderTableProps = { readonly activity: Activity; readonly onFolders: () => void };

export function FolderTable({ activity, onFolders }: FolderTableProps) {
  const { folders, states, seen } = activity;
  return (
    <div className="activity-section">
      <header className="activity-section-head">
        <h3 id="activity-folders">{text.folders}</h3>
        <Button className="text-button" onPress={onFolders}>
          {text.manage}
        </Button>
      </header>
      {folders.length === 0 ? (
        <p className="muted">{text.noFolders}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a narrow window scrolls it by keyboard.
        <section className="folder-table-scroller" tabIndex={0} aria-labelledby="activity-folders">
          <table className="folder-table">
            <thead>
              <tr>
                <th scope="col">{text.folder}</th>
                {fileStates.map((state) => (
                  <th key={state} scope="col">
                    {text.states[state]}
                  </th>
                ))}
                <th scope="col">{text.states.all}</th>
              </tr>
            </thead>
            <tbody>
              {folders.map((folder) => (
                <tr key={folder.id}>
                  <th scope="row">
                    <FolderName folder={folder} />
                  </th>
                  {fileStates.map((state) => (
                    <td key={state} data-none={folder.states[state] === 0}>
                      {formatCount(folder.states[state])}
                    </td>
                  ))}
                  <td>{formatCount(folder.files)}</td>
                </tr>
              ))}
            </tbody>
            {folders.length > 1 && (
              <tfoot>
                <tr>
                  <th scope="row">{text.allFolders}</th>
                  {fileStates.map((state) => (
                    <td key={state}>{formatCount(states[state])}</td>
                  ))}
                  <td>{formatCount(seen)}</td>
                </tr>
              </tfoot>
            )}
          </table>
        </section>
      )}
    </div>
  );
}

function FolderName({ folder }: { readonly folder: FolderActivity }) {
  const { path, offline, states, lookedThrough } = folder;
  return (
    <>
      <span className="path">{path}</span>
      {offline && (
        <>
          <span className="badge">{text.notConnected}</span>
          <span className="folder-note">
            {text.notConnectedDetail(states.waiting + states.reading)}
          </span>
        </>
      )}
      {lookedThrough !== undefined && <span className="folder-note">{lookedThrough}</span>}
    </>
  );
}
