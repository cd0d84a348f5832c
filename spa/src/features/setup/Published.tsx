import type { Proposal } from '../../api/model';
import { useWords, type Locale } from '../../i18n';
import { countryName } from '../../ui/form/names.ts';
import { Panel } from '../../ui/Page';
import classes from './setup.module.css';

/** What the country proposes: each rate with its date and source, and how parcels travel at first. */
export function Published({ proposal, locale }: { proposal: Proposal; locale: Locale }) {
  const { t } = useWords();
  const { known, rates, tax_classes, shipping_methods, sells_to } = proposal;
  const country = countryName(known.country, locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: proposal.currency });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const sources = [...new Set(rates.flatMap((rate) => rate.sources))];
  const parcel = shipping_methods[0];
  return (
    <>
      <Panel title={t('setup.taxes')}>
        {known.shows_net_prices ? <p>{t('setup.net_prices')}</p> : null}
        {rates.length === 0 ? <p>{t('setup.no_rates')}</p> : null}
        {rates.length > 0 ? (
          <>
            <p>{t('setup.taxes_lead', { country, count: sells_to.length })}</p>
            <table className={classes.rates}>
              <thead>
                <tr>
                  <th scope="col">{t('setup.tax_class')}</th>
                  <th scope="col">{t('setup.rate')}</th>
                  <th scope="col">{t('setup.since')}</th>
                </tr>
              </thead>
              <tbody>
                {rates.map((rate) => (
                  <tr key={`${rate.place} ${rate.tax_class}`}>
                    <td>
                      {tax_classes.find(({ code }) => code === rate.tax_class)?.names[locale] ??
                        t('setup.standard')}
                      {rate.place === known.country ? '' : ` (${rate.place})`}
                    </td>
                    <td>{percent.format(rate.basis_points / 10_000)}</td>
                    <td>
                      {t(rate.is_exact ? 'setup.from_day' : 'setup.by_day', {
                        day: day.format(new Date(rate.valid_from)),
                      })}
                      {rate.needs_check ? <strong> · {t('setup.needs_check')}</strong> : null}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p className={classes.sources}>{t('setup.sources', { names: sources.join('; ') })}</p>
          </>
        ) : null}
      </Panel>
      {parcel ? (
        <Panel title={t('setup.shipping')}>
          <p>
            {t('setup.shipping_lead', {
              name: parcel.names[locale] ?? parcel.code,
              days: `${parcel.days_min}–${parcel.days_max}`,
            })}
          </p>
          <ul>
            {(parcel.rates ?? []).map((rate) => (
              <li key={rate.countries.join()}>
                {rate.countries.length > 1
                  ? t('setup.rest_of_eu')
                  : countryName(rate.countries[0] ?? '', locale)}
                {': '}
                {money.format(Number(rate.price))}
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
    </>
  );
}
