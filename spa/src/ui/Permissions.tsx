import { Checkbox, Input, Stack } from '@mantine/core';
import { Permission } from '../api/model';
import { useWords, type Key } from '../i18n';
import { useCan } from '../session.ts';

/** Where each part of the back office stands, by how its permissions begin. */
const GROUPS: Readonly<Record<string, Key>> = {
  orders: 'nav.orders',
  customers: 'nav.customers',
  products: 'nav.products',
  prices: 'nav.products',
  stock: 'nav.stock',
  imports: 'nav.imports',
  reviews: 'nav.reviews',
  campaigns: 'nav.campaigns',
  promotions: 'nav.promotions',
  credit: 'nav.gift_cards',
  content: 'nav.section_storefront',
  reports: 'nav.section_analytics',
  etl: 'nav.section_analytics',
  settings: 'nav.settings',
  shop: 'nav.settings',
  staff: 'nav.staff',
  integrations: 'nav.integrations',
  dead_letters: 'nav.section_system',
  audit: 'nav.section_system',
};

function grouped(): Map<Key, Permission[]> {
  const found = new Map<Key, Permission[]>();
  for (const permission of Object.values(Permission)) {
    const group = GROUPS[permission.split('.')[0] ?? ''] ?? 'roles.other';
    found.set(group, [...(found.get(group) ?? []), permission]);
  }
  return found;
}

/** What one has to see in order to do it: nobody ships orders that they cannot open. */
function sightOf(permission: Permission): Permission | undefined {
  const [part = ''] = permission.split('.');
  const seen = { prices: 'products', shop: 'settings' }[part] ?? part;
  return Object.values(Permission).find((one) => one === `${seen}.read` && one !== permission);
}

const NONE: readonly Permission[] = [];

interface PermissionsProps {
  chosen: readonly Permission[];
  choose: (permissions: Permission[]) => void;
  error: string | undefined;
  /** What nobody gives here. */
  without?: readonly Permission[];
}

/** Every permission in words, by the part of the back office; what one does not have oneself cannot be given. */
export function Permissions({ chosen, choose, error, without = NONE }: PermissionsProps) {
  const { t, word } = useWords();
  const can = useCan();
  function toggle(permission: Permission) {
    if (chosen.includes(permission)) {
      choose(chosen.filter((one) => one !== permission && sightOf(one) !== permission));
      return;
    }
    const sight = sightOf(permission);
    const isMissing = sight !== undefined && !chosen.includes(sight) && can(sight);
    choose([...chosen, ...(isMissing ? [sight] : []), permission]);
  }
  return (
    <Stack gap="lg">
      {error ? <Input.Error role="alert">{error}</Input.Error> : null}
      {[...grouped()].map(([group, permissions]) => (
        <fieldset key={group} style={{ border: 0, padding: 0, margin: 0 }}>
          <legend>
            <b>{t(group)}</b>
          </legend>
          <Stack gap={8} mt={6}>
            {permissions
              .filter((one) => !without.includes(one))
              .map((permission) => (
                <Checkbox
                  key={permission}
                  label={sentence(word('permission', permission))}
                  checked={chosen.includes(permission)}
                  disabled={!can(permission)}
                  description={can(permission) ? undefined : t('roles.not_yours')}
                  onChange={() => toggle(permission)}
                />
              ))}
          </Stack>
        </fieldset>
      ))}
    </Stack>
  );
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
