import { defineConfig } from 'vite';

/** Electron loads CommonJS, and a sandboxed preload must be one file; nothing but electron and node stays outside. */
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist/preload',
    emptyOutDir: true,
    target: 'node22',
    lib: { entry: 'preload/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron', /^node:/] },
  },
  ssr: { noExternal: true },
});
