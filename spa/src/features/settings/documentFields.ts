import type { DocumentRules } from '../../api/model';
import type { Words } from '../../i18n';
import type { Field } from '../../ui/form/field.ts';

/** When invoices are issued, how their numbers begin, and what the tax office gets. */
export function documentFields(t: Words['t']): Field<DocumentRules>[] {
  return [
    {
      kind: 'choice',
      name: 'issue_on',
      path: 'documents.issue_on',
      label: t('documents.issue_on'),
      hint: t('documents.issue_on_hint'),
      options: [
        ['confirmation', t('documents.on_confirmation')],
        ['shipping', t('documents.on_shipping')],
        ['request', t('documents.on_request')],
      ],
    },
    {
      kind: 'switch',
      name: 'mails_pdf',
      path: 'documents.mails_pdf',
      label: t('documents.mails_pdf'),
      hint: t('documents.mails_pdf_hint'),
    },
    {
      kind: 'text',
      name: 'invoice_series',
      path: 'documents.invoice_series',
      label: t('documents.invoice_series'),
      hint: t('documents.series_hint'),
      required: true,
      isHalf: true,
    },
    {
      kind: 'text',
      name: 'simplified_series',
      path: 'documents.simplified_series',
      label: t('documents.simplified_series'),
      required: true,
      isHalf: true,
    },
    {
      kind: 'text',
      name: 'credit_series',
      path: 'documents.credit_series',
      label: t('documents.credit_series'),
      required: true,
      isHalf: true,
    },
    {
      kind: 'texts',
      name: 'footer',
      label: t('documents.footer'),
      hint: t('documents.footer_hint'),
    },
    {
      kind: 'choice',
      name: 'tax_record',
      path: 'documents.tax_record',
      label: t('documents.tax_record'),
      hint: t('documents.tax_record_hint'),
      options: [
        ['none', t('documents.record_none')],
        ['test', t('documents.record_test')],
        ['production', t('documents.record_production')],
      ],
    },
  ];
}
