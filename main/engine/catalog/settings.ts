/** The library's settings: one row each, as JSON; what is not there is as at first. */
import type { Database } from 'better-sqlite3';
import { defaultSettings, Settings } from '../contract/settings.ts';
import type { CatalogContext } from './context.ts';
import type { Catalog } from './types.ts';

export type SettingRows = {
  /** Undefined where it was never set. */
  read(name: string): unknown;
  write(name: string, value: unknown): void;
  remove(name: string): void;
};

export function createSettingRows(database: Database): SettingRows {
  const select = database
    .prepare<[string], string>('SELECT value FROM setting WHERE name = ?')
    .pluck();
  const upsert = database.prepare<[string, string]>(`
    INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`);
  const remove = database.prepare<[string]>('DELETE FROM setting WHERE name = ?');
  return {
    read(name) {
      const value = select.get(name);
      return value === undefined ? undefined : JSON.parse(value);
    },
    write: (name, value) => void upsert.run(name, JSON.stringify(value)),
    remove: (name) => void remove.run(name),
  };
}

export function createSettings({
  database,
}: Pick<CatalogContext, 'database'>): Pick<Catalog, 'settings' | 'changeSettings'> {
  const rows = createSettingRows(database);
  const names = Object.keys(defaultSettings) as (keyof Settings)[];

  function settings(): Settings {
    const stored = names.map((name) => [name, rows.read(name)] as const);
    const known = stored.filter(([, value]) => value !== undefined);
    return Settings.parse({ ...defaultSettings, ...Object.fromEntries(known) });
  }

  return {
    settings,
    changeSettings(change) {
      const { data } = Settings.partial().safeParse(change);
      database.transaction(() => {
        for (const [name, value] of Object.entries(data ?? {})) rows.write(name, value);
      })();
      return settings();
    },
  };
}
