import { useQuery } from '@tanstack/react-query';
import { getGetChoicesQueryOptions } from '../../api/choices';
import { FulfilmentStanding, PaymentStanding } from '../../api/model';
import { getListColleaguesQueryOptions, getListOrderTagsQueryOptions } from '../../api/orders';
import { useWords } from '../../i18n';
import { countryName } from '../../ui/form/names.ts';
import type { Filter } from '../../ui/ListPage';

export const MARKED = ['held', 'noted', 'archived'] as const;
export const PAYMENTS = Object.values(PaymentStanding);
export const FULFILMENTS = Object.values(FulfilmentStanding);
export const CHANNELS = ['web', 'phone'] as const;

/** By what the list of orders is narrowed. */
export function useOrderFilters(): readonly Filter[] {
  const { t, word, locale } = useWords();
  const tags = useQuery(getListOrderTagsQueryOptions());
  const colleagues = useQuery(getListColleaguesQueryOptions());
  const choices = useQuery(getGetChoicesQueryOptions());
  return [
    {
      name: 'show',
      label: t('orders.show'),
      options: [
        ['to_ship', t('orders.show_to_ship')],
        ['waiting', t('orders.show_waiting')],
        ['shipped', t('orders.show_shipped')],
        ['cancelled', t('orders.show_cancelled')],
      ],
    },
    {
      name: 'payment',
      label: t('orders.payment'),
      isLong: true,
      options: PAYMENTS.map((one) => [one, word('order_payment', one)] as const),
    },
    {
      name: 'fulfilment',
      label: t('orders.fulfilment'),
      isLong: true,
      options: FULFILMENTS.map((one) => [one, word('order_fulfilment', one)] as const),
    },
    {
      name: 'marked',
      label: t('orders.marked'),
      isLong: true,
      options: MARKED.map((one) => [one, word('order_mark', one)] as const),
    },
    {
      name: 'tag',
      label: t('orders.tag'),
      isLong: true,
      options: (tags.data?.items ?? []).map((one) => [one, one] as const),
    },
    {
      name: 'assignee',
      label: t('orders.assignee'),
      isLong: true,
      options: (colleagues.data?.items ?? []).map(({ id, name }) => [id, name] as const),
    },
    {
      name: 'country',
      label: t('customers.country'),
      isLong: true,
      options: (choices.data?.countries ?? []).map(
        (code) => [code, countryName(code, locale)] as const,
      ),
    },
    {
      name: 'channel',
      label: t('orders.channel'),
      isLong: true,
      options: CHANNELS.map((one) => [one, word('order_channel', one)] as const),
    },
  ];
}
