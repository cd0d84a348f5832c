import { createFileRoute } from '@tanstack/react-router';
import { useMe } from '../features/session/permissions.ts';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/')({ component: Home });

function Home() {
  const { t } = useWords();
  const { user } = useMe();
  return <Page title={t('home.title', { name: user.name.split(' ')[0] ?? '' })}>{null}</Page>;
}
