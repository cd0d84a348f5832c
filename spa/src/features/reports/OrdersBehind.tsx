import { Button, Modal } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { MetricWords } from '../../api/model';
import { listOrdersBehind } from '../../api/reports';
import { useWords } from '../../i18n';
import { day } from '../../i18n/figures.ts';
import { useCan } from '../../session.ts';
import { Status } from '../../ui/Status';
import { Failure, Lines } from '../../ui/states';
import type { Days } from './search.ts';
import classes from './reports.module.css';
import { figure } from './words.ts';

export interface Behind {
  metric: string;
  where: string[];
  title: string;
}

export interface BehindProps {
  behind: Behind;
  metric: MetricWords | undefined;
  days: Days;
  close: () => void;
}

/** The orders that a figure is made of, those with most of it first. */
export function OrdersBehind({ behind, metric, days, close }: BehindProps) {
  const { t, locale } = useWords();
  const can = useCan();
  const title = metric?.titles[locale] ?? behind.metric;
  const found = useInfiniteQuery({
    queryKey: ['orders_behind', behind.metric, behind.where, days],
    queryFn: ({ pageParam }) =>
      listOrdersBehind({
        metric: behind.metric,
        start: days.start,
        end: days.end,
        currency: days.currency,
        where: behind.where,
        offset: pageParam,
      }),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.next_cursor ? Number(last.next_cursor) : undefined),
  });
  const orders = found.data?.pages.flatMap((page) => page.items) ?? [];
  // A ratio or a median is of whole orders; what adds up is money.
  const unit = metric?.unit === 'money' ? 'money' : 'count';
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={behind.title ? `${title}: ${behind.title}` : title}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {found.error ? <Failure failure={found.error} retry={found.refetch} /> : null}
      {found.isPending ? <Lines rows={5} /> : null}
      {found.data && orders.length === 0 ? (
        <p className={classes.empty}>{t('reports.no_orders')}</p>
      ) : null}
      {orders.length > 0 ? (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('orders.number')}</th>
              <th scope="col">{t('reports.placed')}</th>
              <th scope="col">{t('orders.status')}</th>
              <th scope="col">{t('reports.part')}</th>
            </tr>
          </thead>
          <tbody>
            {orders.map((order) => (
              <tr key={order.order_number}>
                <th scope="row">
                  {can('orders.read') ? (
                    <Link to="/orders/$number" params={{ number: order.order_number }}>
                      {order.order_number}
                    </Link>
                  ) : (
                    order.order_number
                  )}
                </th>
                <td>{day(order.day, locale)}</td>
                <td>
                  <Status family="order" code={order.status} />
                </td>
                <td>{figure(unit, order.value, days.currency, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {found.hasNextPage ? (
        <Button
          variant="default"
          mt="md"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('list.more')}
        </Button>
      ) : null}
    </Modal>
  );
}
