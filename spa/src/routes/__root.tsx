import { type QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import { useWords } from '../i18n';
import { Nothing } from '../ui/states';

function Lost() {
  const { t } = useWords();
  return <Nothing message={t('failure.no_page')} action={<a href="/">{t('nav.home')}</a>} />;
}

export const Route = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: Lost,
});
