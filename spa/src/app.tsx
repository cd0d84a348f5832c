import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRouter, RouterProvider, type RouterHistory } from '@tanstack/react-router';
import { Problem } from './fetching.ts';
import { WordsProvider } from './i18n';
import { routeTree } from './routeTree.gen';
import { meOptions, sessionOver } from './session.ts';
import { theme } from './theme.ts';
import { Failure } from './ui/states';

function isWorthRetrying(failure: unknown): boolean {
  return !(failure instanceof Problem) || failure.status === 0 || failure.status >= 502;
}

/** What one open page keeps: the answers of the API, and where it is. */
export function makeRouter({
  history,
  retries = 2,
}: {
  history?: RouterHistory;
  retries?: number;
}) {
  /** A session that ended while a screen stood open is asked for over it. */
  function noticeEnd(failure: unknown) {
    const isEnd = failure instanceof Problem && failure.code === 'signed_out';
    if (isEnd && queries.getQueryData(meOptions().queryKey) !== undefined)
      queries.setQueryData(sessionOver().queryKey, true);
  }
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noticeEnd }),
    mutationCache: new MutationCache({ onError: noticeEnd }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, failure) => failures < retries && isWorthRetrying(failure),
      },
    },
  });
  const router = createRouter({
    routeTree,
    context: { queries },
    defaultPreload: 'intent',
    defaultErrorComponent: ({ error, reset }) => <Failure failure={error} retry={reset} />,
    scrollRestoration: true,
    ...(history ? { history } : {}),
  });
  return router;
}

type AppRouter = ReturnType<typeof makeRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}

export function App({ router }: { router: AppRouter }) {
  return (
    <WordsProvider>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Notifications position="bottom-right" />
        <QueryClientProvider client={router.options.context.queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </WordsProvider>
  );
}
