import { Link } from '@tanstack/react-router';
import type { Order, OrderDiscount, OrderLine } from '../../api/model';
import { useWords } from '../../i18n';
import { day } from '../../i18n/figures.ts';
import { Named } from '../../ui/Thumb';
import ui from '../../ui/layout.module.css';
import { useOptions } from '../../ui/options.ts';
import { Panel } from '../../ui/Page';
import { Money } from '../../ui/text';
import { OrderTaxes } from './OrderTaxes';
import classes from './orders.module.css';

export function OrderLines({ order }: { order: Order }) {
  const { t, n, locale } = useWords();
  const inWords = useOptions();
  const { totals } = order;
  const back = [
    [t('orders.refunded'), order.money.refunded],
    [t('orders.on_its_way'), order.money.on_its_way],
  ] as const;
  const bought = (line: OrderLine) => line.names[order.language] ?? line.name;
  const units = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const sums = [
    [t('orders.items'), totals.items],
    [t('orders.discount'), totals.discount],
    [t('orders.shipping'), totals.shipping],
  ] as const;
  return (
    <Panel title={n('orders.units_count', units)}>
      <ul className={classes.lines}>
        {order.lines.map((line) => (
          <li key={line.line}>
            <Named
              url={line.picture_url}
              name={line.name}
              detail={[line.sku, inWords(line.options)].filter(Boolean).join(' · ')}
            />
            <span className={classes.times}>
              {line.quantity} × <Money value={line.unit} />
            </span>
            <b>
              <Money value={line.total} />
            </b>
            {bought(line) === line.name ? null : (
              <small className={classes.why}>{t('orders.bought_as', { name: bought(line) })}</small>
            )}
            {line.price_list ? (
              <small className={classes.why}>
                {t('orders.price_list', { name: line.price_list })}
              </small>
            ) : null}
            {line.units?.waiting ? (
              <small className={classes.why}>
                {n('orders.waits_units', line.units.waiting)}{' '}
                {line.units.due
                  ? t('orders.waits_due', { day: day(line.units.due, locale) })
                  : t('orders.waits_unknown')}
              </small>
            ) : null}
            <Whereabouts line={line} />
            <Discounts of={line.discounts} />
          </li>
        ))}
      </ul>
      <dl className={classes.sums}>
        {sums.map(([label, value]) =>
          value.amount_minor === 0 && value !== totals.items ? null : (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                {value === totals.discount ? '−' : ''}
                <Money value={value} />
              </dd>
            </div>
          ),
        )}
        <Discounts of={order.shipping_discounts} before={t('orders.free_shipping')} />
        <div className={classes.total}>
          <dt>{t('orders.total')}</dt>
          <dd>
            <Money value={totals.total} />
          </dd>
        </div>
        <OrderTaxes order={order} />
        <div>
          <dt>{t('orders.paid')}</dt>
          <dd>
            <Money value={order.money.paid} />
          </dd>
        </div>
        {back.map(([label, value]) =>
          value.amount_minor === 0 ? null : (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                −<Money value={value} />
              </dd>
            </div>
          ),
        )}
      </dl>
    </Panel>
  );
}

/** Where the units of a line are, once they are no longer all in one place. */
function Whereabouts({ line }: { line: OrderLine }) {
  const { t } = useWords();
  const { units } = line;
  const refunded = line.quantity - line.refundable_quantity;
  if (!units || (units.cancelled === 0 && (refunded === 0 || refunded === line.quantity))) {
    return null;
  }
  const parts = [
    [line.quantity, 'orders.line_ordered'],
    [refunded, 'orders.line_refunded'],
    [units.cancelled, 'orders.line_removed'],
    [units.allocated + units.waiting + units.in_parcels, 'orders.line_to_ship'],
    [units.shipped, 'orders.line_shipped'],
  ] as const;
  return (
    <small className={classes.why}>
      {parts
        .filter(([count]) => count > 0)
        .map(([count, words]) => t(words, { count: String(count) }))
        .join(' · ')}
    </small>
  );
}

/** Why a line costs less: each promotion as it was called that day, with what it took off. */
function Discounts({ of, before }: { of: readonly OrderDiscount[]; before?: string }) {
  return of.map(({ promotion_id, name, code, amount }) => (
    <small className={classes.why} key={promotion_id}>
      {before ? `${before}: ` : ''}
      <Link
        className={ui.link}
        to="/promotions/$promotionId"
        params={{ promotionId: promotion_id }}
      >
        {name}
      </Link>
      {code && code !== name ? ` (${code})` : ''} −<Money value={amount} />
    </small>
  ));
}
