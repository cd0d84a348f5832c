import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const COMPRESSIBLE = /\.(js|css|svg|html|json)$/;

async function squeeze(file: string): Promise<void> {
  const source = await readFile(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10 };
  await Promise.all([
    brotli(source, { params }).then((body) => writeFile(`${file}.br`, body)),
    zip(source).then((body) => writeFile(`${file}.gz`, body)),
  ]);
}

/** The host serves bytes that were squeezed once, here, and never squeezes on a request. */
function precompressed(): Plugin {
  return {
    name: 'lonja-precompressed',
    apply: 'build',
    // Only now are the files what they will be: other plugins rewrite chunks to the very end.
    writeBundle: {
      order: 'post',
      async handler({ dir }, bundle) {
        const files = Object.keys(bundle).filter((name) => COMPRESSIBLE.test(name));
        await Promise.all(files.map((name) => squeeze(join(dir ?? 'dist', name))));
      },
    },
  };
}

/** `vite --mode mock`: the pages with an API that is answered in the browser; no build contains it. */
function mockedApi(): Plugin {
  return {
    name: 'lonja-mocked-api',
    apply: (_, { mode, command }) => command === 'serve' && mode === 'mock',
    transformIndexHtml: (html) => html.replace('/src/main.tsx', '/src/mock/main.ts'),
    configureServer(server) {
      const worker = join(import.meta.dirname, 'node_modules/msw/lib/mockServiceWorker.js');
      server.middlewares.use('/mockServiceWorker.js', (_, response) => {
        response.setHeader('Content-Type', 'text/javascript');
        void readFile(worker).then((source) => response.end(source));
      });
    },
  };
}

export default defineConfig({
  plugins: [
    tanstackRouter({ target: 'react', autoCodeSplitting: true }),
    react(),
    precompressed(),
    mockedApi(),
  ],
  build: {
    target: 'es2023',
    sourcemap: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs, in two files: a hundred small ones compress worse and each cost a request.
          groups: [
            {
              name: 'base',
              test: /node_modules.(react|react-dom|scheduler|@tanstack|@floating-ui)./,
            },
            {
              name: 'shared',
              test: /src.(ui|i18n.index|i18n.figures|session|fetching|codes)/,
              minShareCount: 6,
            },
            { name: 'controls', test: /node_modules.@mantine.(core|hooks)./, minShareCount: 6 },
          ],
        },
      },
    },
  },
  server: {
    port: Number(process.env['LONJA_SPA_PORT'] ?? 8402),
    proxy: { '/api': process.env['LONJA_BACKOFFICE_URL'] ?? 'http://127.0.0.1:8001' },
  },
});
