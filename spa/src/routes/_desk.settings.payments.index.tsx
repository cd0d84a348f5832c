import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import type { PaymentSetting } from '../api/model';
import { getListPaymentMethodsQueryOptions } from '../api/settings';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { countryName } from '../ui/form/names.ts';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { wholeRows } from '../ui/rows.ts';
import { Badge } from '../ui/Status';

export const Route = createFileRoute('/_desk/settings/payments/')({ component: Payments });

function Payments() {
  const { t, n, locale } = useWords();
  const methods = useQuery(getListPaymentMethodsQueryOptions());
  const columns: Column<PaymentSetting>[] = [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/settings/payments/$code" params={{ code: row.code }}>
          {row.titles[locale] || row.own_titles[locale] || row.code}
        </Link>
      ),
    },
    {
      id: 'state',
      heading: t('orders.status'),
      corner: true,
      cell: (row) =>
        row.is_on ? (
          <Badge tone="good">{t('payments.on')}</Badge>
        ) : (
          <Badge tone="calm">{t('payments.off')}</Badge>
        ),
    },
    {
      id: 'countries',
      heading: t('payments.countries'),
      cell: (row) =>
        row.countries.map((code) => countryName(code, locale)).join(', ') || t('payments.all'),
    },
    {
      id: 'currencies',
      heading: t('payments.currencies'),
      cell: (row) => row.currencies.join(', ') || t('payments.all'),
    },
    {
      id: 'due',
      heading: t('payments.due'),
      cell: (row) => (row.is_manual ? n('payments.days', row.due_days) : '—'),
    },
    { id: 'position', heading: t('settings.position'), numeric: true, cell: (row) => row.position },
  ];
  return (
    <ListPage
      title={t('payments.title')}
      lead={t('payments.lead')}
      source={wholeRows(methods)}
      columns={columns}
      keyOf={(row) => row.code}
      nothing={t('payments.none')}
      hint={t('payments.none_hint')}
    />
  );
}
