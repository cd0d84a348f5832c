import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { getExploreReportQueryOptions } from '../../api/reports';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { Awaited } from '../../ui/states';
import type { BehindProps } from './OrdersBehind';
import classes from './reports.module.css';
import { figure } from './words.ts';

/** The variants that a figure of the stock is made of, those with most of it first. */
export function VariantsBehind({ behind, metric, days, close }: BehindProps) {
  const { t, locale } = useWords();
  const can = useCan();
  const title = metric?.titles[locale] ?? behind.metric;
  const found = useQuery(
    getExploreReportQueryOptions({
      ...days,
      // Of rows by time the day is the end of what is asked for, and no row of a variant.
      where: behind.where.filter((one) => !/^(day|week|month|quarter|year):/.test(one)),
      metrics: [behind.metric],
      by: ['product', 'variant'],
    }),
  );
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={behind.title ? `${title}: ${behind.title}` : title}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Awaited query={found} rows={5}>
        {({ table }) =>
          table.rows.length === 0 ? (
            <p className={classes.empty}>{t('reports.no_variants')}</p>
          ) : (
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t('reports.variant')}</th>
                  <th scope="col">{t('reports.product')}</th>
                  <th scope="col">{title}</th>
                </tr>
              </thead>
              <tbody>
                {table.rows.map(({ labels: [product = '', sku = ''], values }) => (
                  <tr key={`${product}\n${sku}`}>
                    <th scope="row">
                      {can('stock.read') ? (
                        <Link to="/stock/$sku" params={{ sku }}>
                          {sku}
                        </Link>
                      ) : (
                        sku
                      )}
                    </th>
                    <td>{product}</td>
                    <td>{figure(metric?.unit ?? 'count', values[0], days.currency, locale)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Awaited>
    </Modal>
  );
}
