import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import {
  getGetCreditOwedQueryOptions,
  getListGiftCardsQueryKey,
  listGiftCards,
} from '../api/gift-cards';
import type { GiftCardRow } from '../api/model';
import { useWords } from '../i18n';
import { money } from '../i18n/figures.ts';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Status } from '../ui/Status';
import { Money, When } from '../ui/text';

const STATUSES = ['active', 'disabled'] as const;

export const Route = createFileRoute('/_desk/gift-cards/')({
  validateSearch: searchOf({ q: typed, status: oneOf(STATUSES) }),
  component: GiftCards,
});

function GiftCards() {
  const { t, word, locale } = useWords();
  const search = Route.useSearch();
  const navigate = useNavigate();
  const { data: owed } = useQuery(getGetCreditOwedQueryOptions());
  const amounts = owed?.items.map((one) => money(one.owed, locale)).join(', ') ?? '';
  const source = useRows({
    key: getListGiftCardsQueryKey(search),
    read: (cursor, request) => listGiftCards({ ...search, ...cursor }, request),
  });
  const columns: Column<GiftCardRow>[] = [
    {
      id: 'code',
      heading: t('credit.code'),
      lead: true,
      cell: (row) => (
        <Link
          className={`${ui.link} ${ui.mono}`}
          to="/gift-cards/$cardId"
          params={{ cardId: row.id }}
        >
          •••• {row.last_four}
        </Link>
      ),
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="credit_status" code={row.status} />,
    },
    {
      id: 'recipient',
      heading: t('credit.recipient'),
      cell: (row) => row.email || row.name || '—',
    },
    {
      id: 'balance',
      heading: t('credit.balance'),
      numeric: true,
      cell: (row) => <Money value={row.balance} />,
    },
    {
      id: 'initial',
      heading: t('credit.initial'),
      numeric: true,
      deskOnly: true,
      cell: (row) => <Money value={row.initial} />,
    },
    {
      id: 'expires',
      heading: t('credit.expires_at'),
      numeric: true,
      deskOnly: true,
      cell: (row) => (row.expires_at ? <When at={row.expires_at} exact /> : '—'),
    },
    {
      id: 'issued',
      heading: t('credit.issued_at'),
      numeric: true,
      cell: (row) => <When at={row.issued_at} />,
    },
  ];
  return (
    <ListPage
      title={t('nav.gift_cards')}
      lead={
        amounts ? `${t('credit.lead')} ${t('credit.owed', { amount: amounts })}` : t('credit.lead')
      }
      actions={
        <Action
          needs="credit.write"
          leftSection={<IconPlus size={16} />}
          onClick={() => void navigate({ to: '/gift-cards/new' })}
        >
          {t('credit.new')}
        </Action>
      }
      search={search}
      find={t('credit.search')}
      filters={[
        {
          name: 'status',
          label: t('orders.status'),
          options: STATUSES.map((one) => [one, word('credit_status', one)] as const),
        },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('credit.none')}
      hint={t('credit.none_hint')}
    />
  );
}
