import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { getListCouponsQueryKey, listCoupons } from '../api/marketing';
import type { Coupon } from '../api/model';
import { CouponState } from '../features/coupons/CouponState';
import { worthOf } from '../features/coupons/state.ts';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ExportMenu } from '../features/exports/ExportMenu';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { searchOf, typed } from '../ui/search.ts';
import { Count, When } from '../ui/text';

export const Route = createFileRoute('/_desk/coupons/')({
  validateSearch: searchOf({ q: typed }),
  component: Coupons,
});

function Coupons() {
  const words = useWords();
  const { t } = words;
  const search = Route.useSearch();
  const navigate = useNavigate();
  const source = useRows({
    key: getListCouponsQueryKey(search),
    read: (cursor, request) => listCoupons({ ...search, ...cursor }, request),
  });
  const columns: Column<Coupon>[] = [
    {
      id: 'code',
      heading: t('coupons.code'),
      lead: true,
      cell: (row) => (
        <Link className={`${ui.link} ${ui.mono}`} to="/coupons/$code" params={{ code: row.code }}>
          {row.code}
        </Link>
      ),
    },
    {
      id: 'state',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <CouponState coupon={row} />,
    },
    { id: 'worth', heading: t('coupons.worth'), cell: (row) => worthOf(row, words) },
    {
      id: 'used',
      heading: t('coupons.used'),
      numeric: true,
      cell: (row) => (
        <>
          <Count value={row.used} />
          {row.max_uses === null ? null : (
            <>
              {' / '}
              <Count value={row.max_uses} />
            </>
          )}
        </>
      ),
    },
    {
      id: 'ends',
      heading: t('coupons.ends_at'),
      numeric: true,
      cell: (row) => (row.ends_at ? <When at={row.ends_at} exact /> : '—'),
    },
  ];
  return (
    <ListPage
      title={t('nav.coupons')}
      lead={t('coupons.lead')}
      actions={
        <>
          <ExportMenu names={['coupons']} filters={{ q: search.q }} />
          <Action
            needs="coupons.write"
            leftSection={<IconPlus size={16} />}
            onClick={() => void navigate({ to: '/coupons/new' })}
          >
            {t('coupons.new')}
          </Action>
        </>
      }
      search={search}
      find={t('coupons.search')}
      source={source}
      columns={columns}
      keyOf={(row) => row.code}
      nothing={t('coupons.none')}
      hint={t('coupons.none_hint')}
    />
  );
}
