/**
 * What the person set, the pause that is under way, and what the library keeps for itself: one row
 * each, as JSON; what is not there is as at first.
 */
import type { Database } from 'better-sqlite3';
import { Pause } from '../contract/hold.ts';
import { defaultSettings, Settings, settingNames } from '../contract/settings.ts';
import type { CatalogContext } from './context.ts';
import type { Catalog } from './types.ts';

export type SettingRows = {
  /** Undefined where it was never set, and where it is no JSON. */
  read(name: string): unknown;
  write(name: string, value: unknown): void;
  remove(name: string): void;
};

const pauseName = 'pause';

export function createSettingRows(database: Database): SettingRows {
  const select = database
    .prepare<[string], string>('SELECT value FROM setting WHERE name = ?')
    .pluck();
  const upsert = database.prepare<[string, string]>(`
    INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`);
  const remove = database.prepare<[string]>('DELETE FROM setting WHERE name = ?');
  return {
    read(name) {
      const text = select.get(name);
      try {
        return text === undefined ? undefined : JSON.parse(text);
      } catch {
        return undefined;
      }
    },
    write: (name, value) => void upsert.run(name, JSON.stringify(value)),
    remove: (name) => void remove.run(name),
  };
}

/** What is missing, or was written by a version that knew other values, is as at first. */
export function readSettings(rows: SettingRows): Settings {
  const known = settingNames.flatMap((name) => {
    const parsed = Settings.shape[name].safeParse(rows.read(name));
    return parsed.success ? [[name, parsed.data]] : [];
  });
  return { ...defaultSettings, ...Object.fromEntries(known) };
}

export function createSettings({
  database,
}: CatalogContext): Pick<
  Catalog,
  'settings' | 'changeSettings' | 'onSettingsChange' | 'pause' | 'setPause'
> {
  const rows = createSettingRows(database);
  const listeners = new Set<(settings: Settings) => void>();
  let current = readSettings(rows);

  return {
    settings: () => current,
    changeSettings(change) {
      const store = database.transaction(() => {
        for (const [name, value] of Object.entries(change)) {
          if (value !== undefined) rows.write(name, value);
        }
      });
      store.immediate();
      current = readSettings(rows);
      for (const listener of [...listeners]) listener(current);
      return current;
    },
    onSettingsChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pause() {
      const parsed = Pause.safeParse(rows.read(pauseName));
      return parsed.success ? parsed.data : null;
    },
    setPause(pause) {
      if (pause === null) rows.remove(pauseName);
      else rows.write(pauseName, pause);
    },
  };
}
