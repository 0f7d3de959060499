import { defineConfig } from 'vite';

/** Electron loads CommonJS; nothing but electron and node stays outside. */
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist/shell',
    emptyOutDir: true,
    target: 'node22',
    lib: { entry: 'main/shell/main.ts', formats: ['cjs'], fileName: () => 'main.cjs' },
    rolldownOptions: { external: ['electron', /^node:/] },
  },
  ssr: { noExternal: true },
});
