import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const desk = 'http://127.0.0.1:3000'

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  // Nothing is inlined as a data: address: the page's content policy allows fonts and pictures from its own origin only.
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    // The telephone of the sandbox is a page of its own; it shares the softphone's sound with the console.
    rolldownOptions: {
      input: { console: here('index.html'), phone: here('phone-page/index.html') },
      // What a wire says beside its schemas costs no zod.
      treeshake: { manualPureFunctions: ['z'] },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': desk, '/healthz': desk, '/live': { target: desk, ws: true } },
  },
})
