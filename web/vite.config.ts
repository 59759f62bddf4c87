import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { forOldBrowsers, OLDEST } from './browsers';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.HANDFAST_DEV_SERVER ?? 'http://127.0.0.1:8000';

// Three pages: the dashboard, the device page, which must stay small and free of React, and the reader of the API description.
const pages = { index: here('./index.html'), device: here('./device.html'), docs: here('./docs.html') };
const present = Object.fromEntries(Object.entries(pages).filter(([, file]) => existsSync(file)));

export default defineConfig({
  plugins: [react({ jsxImportSource: '#jsx' }), forOldBrowsers('device', 'index')],
  build: {
    outDir: here('../src/handfast/static'),
    emptyOutDir: true,
    assetsDir: 'assets',
    target: OLDEST,
    modulePreload: { polyfill: false },
    // The content security policy forbids data: scripts and fonts, so nothing is inlined.
    assetsInlineLimit: 0,
    rolldownOptions: { input: present },
  },
  server: {
    proxy: {
      '/api': server,
      '/socket.io': { target: server, ws: true },
    },
  },
});
