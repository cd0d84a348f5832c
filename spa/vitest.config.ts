import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    silent: 'passed-only',
    projects: [
      {
        extends: true,
        test: { name: 'files', include: ['src/**/*.test.ts'], environment: 'node' },
      },
      {
        extends: true,
        test: {
          name: 'pages',
          include: ['src/**/*.test.tsx'],
          environment: 'happy-dom',
          environmentOptions: { happyDOM: { url: 'http://desk.test/' } },
          setupFiles: ['src/testing/setup.ts'],
          isolate: false,
          testTimeout: 60_000,
        },
      },
    ],
  },
});
