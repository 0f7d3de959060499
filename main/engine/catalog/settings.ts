/** What the person set, one row a setting, and the pause that is under way. */
import { Pause } from '../contract/hold.ts';
import { defaultSettings, Settings, settingNames } from '../contract/settings.ts';
import type { CatalogContext } from './context.ts';
import type { Catalog } from './types.ts';

const pauseName = 'pause';

export function createSettings(
  context: CatalogContext,
): Pick<Catalog, 'settings' | 'changeSettings' | 'onSettingsChange' | 'pause' | 'setPause'> {
  const { database } = context;
  const select = database
    .prepare<[string], string>('SELECT value FROM setting WHERE name = ?')
    .pluck();
  const upsert = database.prepare(
    'INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const remove = database.prepare('DELETE FROM setting WHERE name = ?');
  const listeners = new Set<(settings: Settings) => void>();
  let current = readAll();

  function stored(name: string): unknown {
    const text = select.get(name);
    try {
      return text === undefined ? undefined : JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  /** What is missing, or was written by a version that knew other values, is as at first. */
  function readAll(): Settings {
    const known = settingNames.flatMap((name) => {
      const parsed = Settings.shape[name].safeParse(stored(name));
      return parsed.success ? [[name, parsed.data]] : [];
    });
    return { ...defaultSettings, ...Object.fromEntries(known) };
  }

  return {
    settings: () => current,
    changeSettings(change) {
      const store = database.transaction(() => {
        for (const [name, value] of Object.entries(change)) {
          if (value !== undefined) upsert.run(name, JSON.stringify(value));
        }
      });
      store.immediate();
      current = readAll();
      for (const listener of [...listeners]) listener(current);
      return current;
    },
    onSettingsChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pause() {
      const parsed = Pause.safeParse(stored(pauseName));
      return parsed.success ? parsed.data : null;
    },
    setPause(pause) {
      if (pause === null) remove.run(pauseName);
      else upsert.run(pauseName, JSON.stringify(pause));
    },
  };
}
