/** Light, dark, or what the system says; kept on this computer alone. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'afterimage.theme';

export function storedTheme(): Theme {
  const value = readSetting(key);
  return themes.find((theme) => theme === value) ?? 'system';
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

export function chooseTheme(theme: Theme): void {
  writeSetting(key, theme);
  applyTheme(theme);
}

/** Storage may be switched off; a setting is then forgotten, nothing else. */
export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function writeSetting(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Switched off: nothing to do.
  }
}
