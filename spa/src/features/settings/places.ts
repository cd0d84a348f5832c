import type { Permission } from '../../api/model';
import type { Key } from '../../i18n';
import type { PagePath } from '../../ui/paths.ts';

interface SettingsPlace {
  to: PagePath;
  label: Key;
  needs: Permission;
}

/** The screens of the settings, in the order in which a shop is set up. */
export const SETTINGS: readonly SettingsPlace[] = [
  { to: '/settings', label: 'settings.shop', needs: 'settings.read' },
  { to: '/settings/locations', label: 'settings.locations', needs: 'stock.read' },
  { to: '/settings/taxes', label: 'settings.taxes', needs: 'settings.read' },
  { to: '/settings/shipping', label: 'settings.shipping', needs: 'settings.read' },
  { to: '/settings/holidays', label: 'holidays.title', needs: 'settings.read' },
  { to: '/settings/fulfilment', label: 'fulfilment.policy', needs: 'orders.read' },
  { to: '/settings/checkout', label: 'settings.checkout', needs: 'settings.read' },
  { to: '/settings/fraud-checks', label: 'fraud_checks.title', needs: 'settings.read' },
  { to: '/settings/stock-mails', label: 'stock_mails.title', needs: 'settings.read' },
  { to: '/settings/look', label: 'settings.dress', needs: 'content.read' },
  { to: '/settings/law', label: 'law.title', needs: 'content.read' },
  { to: '/settings/cookies', label: 'tags.title', needs: 'settings.read' },
  { to: '/settings/mails', label: 'settings.mails', needs: 'content.read' },
  { to: '/settings/payments', label: 'payments.title', needs: 'settings.read' },
  { to: '/settings/documents', label: 'nav.documents', needs: 'settings.read' },
  { to: '/settings/returns', label: 'nav.returns', needs: 'settings.read' },
  { to: '/settings/automatic', label: 'automatic.title', needs: 'settings.read' },
  { to: '/settings/opening', label: 'opening.title', needs: 'settings.read' },
  { to: '/settings/api-keys', label: 'api_keys.title', needs: 'integrations.read' },
  { to: '/settings/webhooks', label: 'webhooks.title', needs: 'integrations.read' },
  { to: '/settings/translations', label: 'translations.title', needs: 'content.read' },
  { to: '/settings/retention', label: 'retention.title', needs: 'settings.read' },
  { to: '/settings/history', label: 'settings.history', needs: 'settings.read' },
];
