import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import { getGetOverviewQueryOptions } from '../api/overview';
import { OwedByLaw } from '../features/content/Duties';
import { Latest } from '../features/home/Latest';
import classes from '../features/home/home.module.css';
import { Fired } from '../features/reports/Fired';
import { Pulse } from '../features/reports/Pulse';
import { Guide } from '../features/setup/Guide';
import { useCan, useMe } from '../session.ts';
import { useWords } from '../i18n';
import { Page, Panel } from '../ui/Page';
import { Awaited, Nothing } from '../ui/states';
import { Count } from '../ui/text';

export const Route = createFileRoute('/_desk/')({ component: Home });

/** A tax record that was changed is not shown while there is none: it is no daily number. */
const ALARMS = new Set(['failures', 'tax_records']);

function Home() {
  const { t } = useWords();
  const { user } = useMe();
  const can = useCan();
  const overview = useQuery(getGetOverviewQueryOptions());
  return (
    <Page
      name={t('nav.home')}
      title={t('home.title', { name: user.name.split(' ')[0] ?? '' })}
      lead={t('home.lead')}
    >
      <Guide />
      <OwedByLaw />
      <Awaited query={overview} rows={3}>
        {(found) => {
          const waiting = (
            [
              [
                'to_ship',
                found.orders_to_ship,
                <Link key="to_ship" to="/orders" search={{ show: 'to_ship' }}>
                  {t('home.to_ship')}
                </Link>,
              ],
              [
                'waiting',
                found.orders_waiting,
                <Link key="waiting" to="/orders" search={{ show: 'waiting' }}>
                  {t('home.waiting')}
                </Link>,
              ],
              [
                'reviews',
                found.reviews_waiting,
                <Link key="reviews" to="/reviews">
                  {t('home.reviews')}
                </Link>,
              ],
              [
                'failures',
                found.dead_letters_open,
                <Link key="failures" to="/failures">
                  {t('home.failures')}
                </Link>,
              ],
              [
                'sold_out',
                found.stock_sold_out,
                <Link key="sold_out" to="/stock" search={{ only: 'sold_out' }}>
                  {t('home.sold_out')}
                </Link>,
              ],
              [
                'low',
                found.stock_low,
                <Link key="low" to="/stock" search={{ only: 'low' }}>
                  {t('home.low')}
                </Link>,
              ],
              [
                'transfers_late',
                found.transfers_late || null,
                <Link key="transfers_late" to="/transfers" search={{ is_late: 'true' }}>
                  {t('home.transfers_late')}
                </Link>,
              ],
              [
                'tax_records',
                found.tax_records_broken || null,
                <Link key="tax_records" to="/audit">
                  {t('home.tax_records')}
                </Link>,
              ],
            ] as const
          ).flatMap(([id, value, link]) => (value === null ? [] : [{ id, value, link }]));
          if (waiting.length === 0) {
            return (
              <Panel>
                <Nothing message={t('home.nothing')} hint={t('home.nothing_hint')} />
              </Panel>
            );
          }
          return (
            <ul className={classes.cards}>
              {waiting.map(({ id, value, link }) => (
                <li key={id} data-alarm={(ALARMS.has(id) && value > 0) || undefined}>
                  <b>
                    <Count value={value} />
                  </b>
                  {link}
                </li>
              ))}
            </ul>
          );
        }}
      </Awaited>
      {can('reports.read') ? <Fired /> : null}
      {can('reports.read') && can('reports.money') ? <Pulse /> : null}
      {can('orders.read') ? <Latest /> : null}
    </Page>
  );
}
