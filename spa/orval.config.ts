import { defineConfig } from 'orval';

// The check writes a second copy beside the first and compares the two.
const target = process.env['LONJA_ORVAL_TARGET'] ?? './src/api';

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
      override: {
        mutator: { path: './src/fetching.ts', name: 'fetching' },
        fetch: { includeHttpResponseReturnType: false },
        query: { signal: true },
      },
    },
  },
});
