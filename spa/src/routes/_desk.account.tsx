import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import type { Session } from '../api/model';
import {
  getListMySessionsQueryKey,
  getListMySessionsQueryOptions,
  useEndMySession,
} from '../api/session';
import { Connection } from '../features/session/Connection';
import { ChangePassword } from '../features/session/ChangePassword';
import { useMe } from '../session.ts';
import { rolesIn } from '../ui/roles.ts';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import { Facts, Page, Panel } from '../ui/Page';
import { useRefresh } from '../ui/refresh.ts';
import { wholeRows } from '../ui/rows.ts';
import { When } from '../ui/text';

export const Route = createFileRoute('/_desk/account')({
  validateSearch: ({ refused }: Record<string, unknown>): { refused?: string } =>
    typeof refused === 'string' ? { refused } : {},
  component: Account,
});

function Account() {
  const words = useWords();
  const { t } = words;
  const me = useMe();
  const { refused } = Route.useSearch();
  const refresh = useRefresh();
  const sessions = useQuery(getListMySessionsQueryOptions());
  const end = useEndMySession({
    mutation: { onSettled: () => refresh(getListMySessionsQueryKey()) },
  });
  const columns: Column<Session>[] = [
    {
      id: 'device',
      heading: t('account.device'),
      lead: true,
      cell: (row) => (
        <span style={{ overflowWrap: 'anywhere' }}>
          {row.device || t('account.unknown_device')}
        </span>
      ),
    },
    { id: 'address', heading: t('account.address'), cell: (row) => row.address },
    { id: 'since', heading: t('account.since'), cell: (row) => <When at={row.created_at} /> },
    { id: 'seen', heading: t('account.seen'), cell: (row) => <When at={row.seen_at} /> },
    {
      id: 'end',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) =>
        row.id === me.session_id ? (
          t('account.this_one')
        ) : (
          <Button
            size="xs"
            variant="default"
            loading={end.isPending && end.variables.sessionId === row.id}
            onClick={() => end.mutate({ sessionId: row.id })}
          >
            {t('account.end')}
          </Button>
        ),
    },
  ];
  return (
    <Page title={t('nav.account')}>
      <Panel>
        <Facts
          items={[
            [t('staff.name'), me.user.name],
            [t('sign_in.email'), me.user.email],
            [t('staff.roles'), rolesIn(words, me)],
          ]}
        />
      </Panel>
      <Panel title={t('account.password')}>
        <ChangePassword />
      </Panel>
      <Connection refused={refused} />
      <Panel title={t('account.sessions')} flush>
        <DataTable
          source={wholeRows(sessions)}
          columns={columns}
          keyOf={(row) => row.id}
          caption={t('account.sessions')}
          nothing={t('account.no_sessions')}
        />
      </Panel>
    </Page>
  );
}
