import { defineConfig } from 'orval';

// The check writes a second copy beside the first and compares the two.
const copy = process.env['LONJA_ORVAL_COPY'] ?? '';
const target = `./src/api${copy}`;

export default defineConfig({
  backOffice: {
    input: './openapi.json',
    output: {
      mode: 'tags',
      target: `${target}/index.ts`,
      schemas: `${target}/model`,
      client: 'react-query',
      httpClient: 'fetch',
      clean: true,
      mock: {
        path: `./src/mock${copy}/generated`,
        generators: [{ type: 'msw', delay: false }],
      },
      override: {
        mutator: { path: './src/fetching.ts', name: 'fetching' },
        fetch: { includeHttpResponseReturnType: false },
        query: { signal: true },
        // What a random text cannot be: a page throws on a currency that there is none of.
        mock: {
          properties: {
            '/^currency$|\\.currency$/': () => 'EUR',
            '/^country$|\\.country$/': () => 'ES',
            '/^language$|\\.language$/': () => 'es',
            '/picture_url$/': () => null,
            '/^next_cursor$/': () => null,
          },
        },
      },
    },
  },
});
