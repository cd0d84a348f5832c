import type { TaxRules } from '../../api/model';
import type { Words } from '../../i18n';
import type { Field } from '../../ui/form/field.ts';

/** What a shop chooses about its taxes, besides the rates. */
export function taxFields(t: Words['t']): Exclude<Field<TaxRules>, { kind: 'own' }>[] {
  return [
    {
      kind: 'switch',
      name: 'uses_oss',
      path: 'taxes.uses_oss',
      label: t('settings.uses_oss'),
      hint: t('settings.uses_oss_hint'),
    },
    {
      kind: 'choice',
      name: 'export_price',
      path: 'taxes.export_price',
      label: t('settings.export_price'),
      hint: t('settings.export_price_hint'),
      options: [
        ['net', t('settings.export_net')],
        ['gross', t('settings.export_gross')],
      ],
    },
    {
      kind: 'choice',
      name: 'rounding',
      path: 'taxes.rounding',
      label: t('settings.tax_rounding'),
      options: [
        ['line', t('settings.round_line')],
        ['order', t('settings.round_order')],
      ],
      isHalf: true,
    },
    {
      kind: 'choice',
      name: 'shipping_tax',
      path: 'taxes.shipping_tax',
      label: t('settings.shipping_tax'),
      options: [
        ['proportional', t('settings.shipping_proportional')],
        ['highest', t('settings.shipping_highest')],
      ],
      isHalf: true,
    },
  ];
}
