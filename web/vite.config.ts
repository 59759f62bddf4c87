import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { forOldBrowsers, OLDEST, type Page } from './browsers';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.HANDFAST_DEV_SERVER ?? 'http://127.0.0.1:8000';

// The pages for devices and for screens are each built apart from the dashboard and the reader of the API description: they must stay
// small, so they share no file with the others and hold none of the helpers that those need.
const DASHBOARD = {
  emptyOutDir: true,
  modulePreload: { polyfill: false },
  rolldownOptions: { input: { index: here('./index.html'), docs: here('./docs.html') } },
};
const ALONE = new Map<string, Page>([
  ['device-page', 'device'],
  ['screen-page', 'screen'],
]);
const alone = (page: Page) => ({
  emptyOutDir: false,
  modulePreload: false as const,
  rolldownOptions: { input: { [page]: here(`./${page}.html`) } },
});

/** No chunk of these pages has styles of its own, so there is nothing to fetch ahead of one. */
const withoutPreloading: Plugin = {
  name: 'without-preloading',
  enforce: 'pre',
  load: (id) =>
    id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : undefined,
};

export default defineConfig(({ mode }) => {
  const page = ALONE.get(mode);
  return {
    plugins: [react({ jsxImportSource: '#jsx' }), forOldBrowsers(page ?? 'index'), page && withoutPreloading],
    build: {
      outDir: here('../src/handfast/static'),
      assetsDir: 'assets',
      // With the names of browsers Vite would also work around their old faults, which takes bytes; `forOldBrowsers` checks that they can parse it.
      target: 'es2020',
      cssTarget: OLDEST,
      // The content security policy forbids data: scripts and fonts, so nothing is inlined.
      assetsInlineLimit: 0,
      ...(page ? alone(page) : DASHBOARD),
    },
    server: {
      proxy: {
        '/api': server,
        '/socket.io': { target: server, ws: true },
      },
    },
  };
});
