import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at('src/main/web'),
  publicDir: at('src/main/web/public'),
  plugins: [svelte()],
  resolve: { alias: { '@gateway': at('target/generated/gateway.d.ts'), '@operations': at('target/generated/operations.json') } },
  // For work on the console: BUILDEROS_GATEWAY is the address of a server that runs.
  server: { host: '127.0.0.1', proxy: { '/v1': { target: process.env.BUILDEROS_GATEWAY ?? 'http://127.0.0.1:7788', changeOrigin: false } } },
  build: {
    outDir: at('target/classes/console'),
    emptyOutDir: true,
    target: 'es2022',
    // Nothing within the page: the content policy allows neither inline scripts nor data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
});
