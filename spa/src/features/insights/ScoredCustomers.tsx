import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { getListCustomerScoresQueryOptions } from '../../api/insights';
import type { CustomerScore, RfmSize } from '../../api/model';
import { useWords } from '../../i18n';
import { count, day } from '../../i18n/figures.ts';
import { useCan } from '../../session.ts';
import { DataTable, type Column } from '../../ui/DataTable';
import { Choice } from '../../ui/Filters';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { wholeRows } from '../../ui/rows.ts';
import { useSearchChange } from '../../ui/search.ts';
import { Money } from '../../ui/text';

interface ScoredCustomersProps {
  segment: RfmSize['segment'] | undefined;
  atRisk: boolean;
}

/** The best hundred of a segment, or those who have not come back for too long. */
export function ScoredCustomers({ segment, atRisk }: ScoredCustomersProps) {
  const { t, word } = useWords();
  const can = useCan();
  const change = useSearchChange();
  const isAllowed = can('customers.read');
  const scores = useQuery({
    ...getListCustomerScoresQueryOptions({
      ...(segment ? { segment } : {}),
      ...(atRisk ? { at_risk: true } : {}),
    }),
    enabled: isAllowed,
  });
  const columns = useColumns();
  if (!isAllowed) return null;
  return (
    <section id="customers">
      <Panel
        flush
        title={segment ? word('rfm', segment) : t('insights.top_customers')}
        aside={
          <Choice
            label={t('insights.which')}
            value={atRisk ? 'yes' : 'all'}
            options={[
              ['all', t('insights.everybody')],
              ['yes', t('insights.at_risk')],
            ]}
            change={(value) => change({ at_risk: value === 'yes' ? 'yes' : undefined })}
          />
        }
      >
        <DataTable
          source={wholeRows(scores)}
          columns={columns}
          keyOf={({ customer_id }) => customer_id}
          caption={t('insights.top_customers')}
          nothing={t('insights.nobody')}
          isWhole={false}
        />
      </Panel>
    </section>
  );
}

function useColumns(): Column<CustomerScore>[] {
  const { t, n, word, locale } = useWords();
  return [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: ({ customer_id, name, email }) => (
        <Link className={ui.link} to="/customers/$customerId" params={{ customerId: customer_id }}>
          {name || email || t('insights.gone')}
        </Link>
      ),
    },
    {
      id: 'segment',
      heading: t('insights.segment'),
      corner: true,
      cell: ({ segment }) => word('rfm', segment),
    },
    {
      id: 'score',
      heading: t('insights.score'),
      deskOnly: true,
      cell: ({ r, f, m }) => `${r}-${f}-${m}`,
    },
    {
      id: 'orders',
      heading: t('nav.orders'),
      numeric: true,
      cell: ({ orders }) => count(orders, locale),
    },
    {
      id: 'last',
      heading: t('insights.last_order'),
      numeric: true,
      cell: ({ last_day }) => day(last_day, locale),
    },
    {
      id: 'gap',
      heading: t('insights.gap'),
      numeric: true,
      wideOnly: true,
      cell: ({ gap_days }) => (gap_days === null ? '—' : n('insights.days', Math.round(gap_days))),
    },
    {
      id: 'spent',
      heading: t('insights.spent'),
      numeric: true,
      cell: ({ spent_minor, currency }) => (
        <Money value={{ amount_minor: spent_minor, currency }} />
      ),
    },
  ];
}
