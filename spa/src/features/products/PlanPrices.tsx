import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Product } from '../../api/model';
import { getListPriorPricesQueryOptions, schedulePrices } from '../../api/products';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Money } from '../../ui/text';
import { plannedOf, reduced, type Ending } from './planning.ts';
import classes from './products.module.css';

interface Values {
  kind: string | null;
  by: string | null;
  percent: number | null;
  amount: number | null;
  currency: string | null;
  ending: string | null;
  starts_at: string | null;
  ends_at: string | null;
}

const SHOWN = 6;
const DAY_MS = 86_400_000;

function dayAfter(days: number): string {
  const at = new Date(Date.now() + days * DAY_MS);
  at.setHours(0, 0, 0, 0);
  return at.toISOString();
}

interface PlanPricesProps {
  product: Product;
  close: () => void;
  saved: () => unknown;
}

/** A sale, or new prices from a day on, of all variants at once; it shows what buyers will see. */
export function PlanPrices({ product, close, saved }: PlanPricesProps) {
  const { t } = useWords();
  // One id for this dialog: pressed twice, or sent again after a lost answer, it plans once.
  const [scheduleId] = useState(() => crypto.randomUUID());
  const currencies = [
    ...new Set(product.variants.flatMap(({ prices }) => prices.map(({ price }) => price.currency))),
  ];
  const only = currencies.length === 1 ? (currencies[0] ?? null) : null;
  const form = useForm<Values, unknown>({
    read: {
      kind: 'sale',
      by: 'percent',
      percent: 2_000,
      amount: null,
      currency: only,
      ending: 'exact',
      starts_at: dayAfter(1),
      ends_at: dayAfter(8),
    },
    fields: [
      {
        kind: 'choice',
        name: 'kind',
        label: t('plan.kind'),
        options: [
          ['sale', t('plan.sale')],
          ['regular', t('plan.regular')],
        ],
        required: true,
      },
      {
        kind: 'choice',
        name: 'by',
        label: t('plan.by'),
        options: [
          ['percent', t('plan.by_percent')],
          ['amount', t('plan.by_amount')],
        ],
        required: true,
      },
      {
        kind: 'percent',
        name: 'percent',
        label: t('plan.percent'),
        required: true,
        when: ({ by }) => by === 'percent',
        isHalf: true,
      },
      {
        kind: 'choice',
        name: 'ending',
        label: t('plan.ending'),
        options: [
          ['exact', t('plan.ending_exact')],
          ['95', t('plan.ending_95')],
          ['99', t('plan.ending_99')],
          ['00', t('plan.ending_00')],
        ],
        required: true,
        when: ({ by }) => by === 'percent',
        isHalf: true,
      },
      {
        kind: 'choice',
        name: 'currency',
        label: t('plan.currency'),
        none: t('plan.every_currency'),
        options: currencies.map((one) => [one, one] as const),
        when: () => currencies.length > 1,
      },
      {
        kind: 'amount',
        name: 'amount',
        label: t('plan.amount'),
        currency: ({ currency }) => currency ?? currencies[0] ?? 'EUR',
        required: true,
        when: ({ by }) => by === 'amount',
      },
      { kind: 'moment', name: 'starts_at', label: t('plan.starts'), required: true, isHalf: true },
      {
        kind: 'moment',
        name: 'ends_at',
        label: t('plan.ends'),
        required: true,
        when: ({ kind }) => kind === 'sale',
        isHalf: true,
      },
    ],
    check: (values) => {
      const { kind, starts_at: starts, ends_at: ends } = values;
      const wrong: Record<string, string> = {};
      if (kind === 'sale' && starts && ends && ends <= starts) {
        wrong['ends_at'] = t('plan.ends_before');
      }
      if (kind === 'sale' && rows.some((row) => row.amount_minor >= row.before)) {
        wrong[values.by === 'amount' ? 'amount' : 'percent'] = t('plan.not_lower');
      }
      return wrong;
    },
    save: ({ kind, starts_at, ends_at }) =>
      schedulePrices(scheduleId, {
        starts_at: starts_at ?? '',
        ends_at: kind === 'sale' ? ends_at : null,
        prices: rows.map(({ variant_id, currency, amount_minor }) => ({
          variant_id,
          currency,
          amount_minor,
        })),
      }),
    saved,
  });
  const { values } = form;
  const { data: prior } = useQuery({
    ...getListPriorPricesQueryOptions(product.id, { at: values.starts_at ?? '' }),
    enabled: Boolean(values.starts_at),
  });
  const rows = plannedOf(
    product,
    (minor) =>
      values.by === 'amount'
        ? values.amount
        : values.percent === null
          ? null
          : reduced(minor, values.percent, (values.ending ?? 'exact') as Ending),
    values.currency ?? (values.by === 'amount' ? (currencies[0] ?? null) : null),
    prior,
  );
  return (
    <DialogForm
      form={form}
      title={t('plan.title')}
      confirm={t('plan.confirm')}
      size="lg"
      close={close}
      below={
        <PlanPreview
          rows={rows}
          isSale={values.kind === 'sale'}
          isLaw={values.kind === 'sale' && Boolean(prior?.is_law)}
        />
      }
    />
  );
}

interface PlanPreviewProps {
  rows: ReturnType<typeof plannedOf>;
  isSale: boolean;
  /** The percentage is counted from the lowest price of 30 days. */
  isLaw: boolean;
}

function PlanPreview({ rows, isSale, isLaw }: PlanPreviewProps) {
  const { t, n } = useWords();
  return (
    <section aria-label={t('plan.preview')} className={classes.preview}>
      <table className={classes.planned}>
        <caption>{t('plan.preview')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('products.sku')}</th>
            <th scope="col">{t('bulk.before')}</th>
            <th scope="col">{t('bulk.after')}</th>
            {isSale ? <th scope="col">{t('plan.announced')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row) => (
            <tr key={`${row.variant_id}${row.currency}`}>
              <td>
                <code>{row.sku}</code>
              </td>
              <td>
                <Money value={{ amount_minor: row.before, currency: row.currency }} />
              </td>
              <td>
                <strong>
                  <Money value={row} />
                </strong>
              </td>
              {isSale ? (
                <td>
                  {row.percent === null
                    ? t('plan.announces_nothing')
                    : t('plan.announces_short', { percent: row.percent })}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN ? <p>{n('plan.more', rows.length - SHOWN)}</p> : null}
      {isLaw ? <p>{t('plan.law')}</p> : null}
    </section>
  );
}
