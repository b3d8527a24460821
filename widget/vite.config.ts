import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * Two builds in one run: the loader, a classic script of its own that shares nothing, and the app. Names carry no hash: the pages that name them
 * are served by the desk, which lets browsers ask each time whether they changed.
 */
export default defineConfig({
  root: here('.'),
  base: '/widget/assets/',
  publicDir: false,
  // Whatever the builder's own NODE_ENV is: tests build what a shop would get.
  define: { 'process.env.NODE_ENV': JSON.stringify('production') },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  resolve: { conditions: ['module', 'browser', 'production'] },
  builder: {},
  environments: {
    client: {
      build: {
        outDir: here('../dist/widget/app'),
        emptyOutDir: true,
        rolldownOptions: {
          input: { app: here('app/main.tsx') },
          output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', assetFileNames: '[name][extname]' },
        },
      },
    },
    loader: {
      consumer: 'client',
      build: {
        outDir: here('../dist/widget'),
        emptyOutDir: false,
        rolldownOptions: { input: { loader: here('loader/loader.ts') }, output: { entryFileNames: '[name].js', format: 'iife' } },
      },
    },
  },
})
