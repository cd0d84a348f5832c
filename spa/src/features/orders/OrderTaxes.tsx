import type { Order } from '../../api/model';
import { useWords } from '../../i18n';
import { percent } from '../../ui/form/Typed';
import ui from '../../ui/layout.module.css';
import { Money } from '../../ui/text';

/** The tax inside the total by its rates, and why there is that much or none. */
export function OrderTaxes({ order }: { order: Order }) {
  const { t, word, locale } = useWords();
  const { tax, totals } = order;
  return (
    <>
      {tax.groups.length === 0 ? (
        <div>
          <dt>{t('orders.tax')}</dt>
          <dd>
            <Money value={totals.tax_included} />
          </dd>
        </div>
      ) : (
        tax.groups.map((group) => (
          <div key={group.basis_points}>
            <dt>{t('orders.tax_at', { rate: percent(group.basis_points, locale) })}</dt>
            <dd>
              <Money value={group.tax} />
            </dd>
          </div>
        ))
      )}
      {tax.treatment ? (
        <div>
          <dt className={ui.soft}>{tax.place_names[locale] ?? tax.place}</dt>
          <dd className={ui.soft}>{word('treatment', tax.treatment)}</dd>
        </div>
      ) : null}
      {tax.vat_id ? (
        <div>
          <dt className={ui.soft}>{t('orders.vat_id', { id: tax.vat_id })}</dt>
          <dd className={ui.soft}>
            {tax.vat_status ? word('vat_status', tax.vat_status) : t('orders.vat_not_asked')}
          </dd>
        </div>
      ) : null}
    </>
  );
}
