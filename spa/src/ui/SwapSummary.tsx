import type { ExchangePreview } from '../api/model';
import { useWords } from '../i18n';
import { money } from '../i18n/figures.ts';
import { inLanguage } from './lineNames.ts';
import { useOptions } from './options.ts';
import classes from './SwapSummary.module.css';
import { Money } from './text';

/** What comes back, what goes out for it, and who pays whom how much. */
export function SwapSummary({ preview }: { preview: ExchangePreview }) {
  const { t, locale } = useWords();
  const inWords = useOptions();
  const { back, out, difference } = preview;
  const minor = difference.amount_minor;
  const amount = money({ ...difference, amount_minor: Math.abs(minor) }, locale);
  const outcome =
    minor === 0
      ? t('returns.swap_even')
      : t(minor > 0 ? 'returns.swap_pays' : 'returns.swap_back_money', { amount });
  return (
    <section className={classes.summary} aria-live="polite">
      <ul>
        {inLanguage(preview.swaps, locale).map((one) => (
          <li key={one.line}>
            <p>
              <small>{t('returns.swap_back')}</small>
              {one.quantity} × {one.name}
            </p>
            <p>
              <small>{t('returns.swap_out')}</small>
              {one.quantity} ×{' '}
              {[one.exchange_name, inWords(one.options), one.exchange_sku]
                .filter(Boolean)
                .join(' · ')}
              {one.free < one.quantity ? (
                <em>{t('returns.swap_short', { count: String(Math.max(0, one.free)) })}</em>
              ) : null}
            </p>
            <b>
              <Money value={one.total} />
            </b>
          </li>
        ))}
      </ul>
      <dl>
        <div>
          <dt>{t('returns.swap_new')}</dt>
          <dd>
            <Money value={out} />
          </dd>
        </div>
        <div>
          <dt>{t('returns.swap_worth')}</dt>
          <dd>
            −<Money value={back} />
          </dd>
        </div>
      </dl>
      <p className={classes.outcome}>
        <b>{outcome}</b>
        {minor === 0 ? null : (
          <small>{t(minor > 0 ? 'returns.swap_pays_hint' : 'returns.swap_back_hint')}</small>
        )}
      </p>
    </section>
  );
}
