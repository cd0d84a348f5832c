import { Link } from '@tanstack/react-router';
import type { Judged, Simulated } from '../../api/model';
import { useWords, type Words } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Money } from '../../ui/text';
import classes from './promotions.module.css';

/** What the cart costs, and of each promotion what it takes off or why it does not apply. */
export function SimulatorAnswer({ data }: { data: Simulated }) {
  const words = useWords();
  const { t } = words;
  const sums = [
    [t('orders.items'), data.items],
    [t('orders.discount'), data.discount],
    [t('orders.shipping'), data.shipping],
    [t('orders.total'), data.total],
  ] as const;
  return (
    <div aria-live="polite" className={ui.stack}>
      <Panel title={t('simulator.answer')}>
        <ul className={classes.judged}>
          {data.lines.map((line, at) => (
            // The same SKU may be bought and given.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={`${line.sku}-${at}`}>
              <span>
                {line.quantity} × {line.name}
                {line.is_gift ? ` · ${t('promotions.gift')}` : ''}
              </span>
              <b>
                <Money
                  value={{
                    ...line.total,
                    amount_minor: line.total.amount_minor - line.discount.amount_minor,
                  }}
                />
              </b>
              {line.offs.map((off) => (
                <p className={ui.soft} key={off.name}>
                  −<Money value={off.amount} /> · {off.name}
                </p>
              ))}
            </li>
          ))}
          {sums.map(([label, value]) => (
            <li key={label}>
              <span>{label}</span>
              <b>
                <Money value={value} />
              </b>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t('simulator.why')}>
        {data.promotions.length === 0 ? (
          <p className={ui.soft}>{t('simulator.none')}</p>
        ) : (
          <ul className={classes.judged}>
            {data.promotions.map((one, at) => (
              // A code that nobody knows has no id, and may be asked for beside others.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={`${one.promotion_id ?? one.code ?? ''}-${at}`}>
                {one.promotion_id ? (
                  <Link
                    className={ui.link}
                    to="/promotions/$promotionId"
                    params={{ promotionId: one.promotion_id }}
                  >
                    {one.name}
                  </Link>
                ) : (
                  <span>{one.name}</span>
                )}
                <b>{gained(one, words)}</b>
                <p className={ui.soft}>{judgement(one, data.total.currency, words)}</p>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}

/** What it takes off; before a way of shipping is chosen, free shipping has no amount. */
function gained(one: Judged, { t }: Words) {
  if (one.amount === null) return '—';
  if (one.level === 'shipping' && one.amount.amount_minor === 0)
    return t('simulator.free_shipping');
  return <Money value={one.amount} />;
}

function judgement(one: Judged, currency: string, { t, n, word, locale }: Words): string {
  if (one.why_not === null) return t('simulator.applies');
  if (one.why_not === 'minimum' && one.missing !== null)
    return t('simulator.missing', {
      amount: money({ amount_minor: one.missing, currency }, locale),
    });
  if ((one.why_not === 'quantity' || one.why_not === 'pieces') && one.missing !== null)
    return n('simulator.missing_pieces', one.missing);
  return word('why_not_promotion', one.why_not);
}
