import '@fontsource-variable/figtree/index.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRouter, RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from './fetching.ts';
import { WordsProvider } from './i18n';
import { routeTree } from './routeTree.gen';
import { theme } from './theme.ts';
import { Failure } from './ui/states';

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // A session that ended while a screen stood open: ask again, then come back here.
    onError: (failure) => {
      if (
        failure instanceof Problem &&
        failure.status === 401 &&
        location.pathname !== '/sign-in'
      ) {
        void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } });
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, failure) =>
        failures < 2 &&
        (!(failure instanceof Problem) || failure.status === 0 || failure.status >= 502),
    },
  },
});

const router = createRouter({
  routeTree,
  context: { queries },
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error, reset }) => <Failure failure={error} retry={reset} />,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <WordsProvider>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Notifications position="bottom-right" />
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </WordsProvider>
  </StrictMode>,
);
