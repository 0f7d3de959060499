import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * Builds the page into dist/renderer. Nothing is inlined, so that `script-src 'self'` and
 * `style-src 'self'` hold; every address is relative, so that http:// and app:// both serve it.
 */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: ['chrome130', 'safari18', 'firefox132'],
    cssTarget: ['chrome130', 'safari18', 'firefox132'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
  },
});
