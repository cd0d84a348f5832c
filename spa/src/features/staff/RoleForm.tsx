import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Permission, RoleAsked, StaffRole } from '../../api/model';
import {
  addRole,
  changeRole,
  getGetRoleQueryKey,
  getListRolesQueryKey,
  getRole,
} from '../../api/staff';
import { getListStaffQueryOptions } from '../../api/staff';
import { useWords, type Key } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { AmountInput } from '../../ui/form/Typed';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Permissions } from '../../ui/Permissions';
import { RowScope, type Scope } from './RowScope';

/** What can be given up to an amount, and how it is asked for. */
const LIMITED = ['orders.refund', 'orders.discount', 'credit.write'] as const;
type Limited = (typeof LIMITED)[number];

const SAID: Readonly<Record<Limited, { label: Key; hint: Key }>> = {
  'orders.refund': { label: 'roles.limit_refund', hint: 'roles.limit_refund_hint' },
  'orders.discount': { label: 'roles.limit_discount', hint: 'roles.limit_discount_hint' },
  'credit.write': { label: 'roles.limit_credit', hint: 'roles.limit_credit_hint' },
};

export interface RoleValues {
  name: string;
  permissions: readonly Permission[];
  limits: Limits;
  scope: Scope;
}

type Amounts = Readonly<Record<string, number | null>>;
type Limits = Readonly<Partial<Record<Limited, Amounts>>>;

export function roleValues({
  name,
  permissions,
  limits,
  scope = {},
}: Pick<StaffRole, 'name' | 'permissions' | 'limits'> & { scope?: Scope }): RoleValues {
  return { name, permissions, limits, scope };
}

function askedOf({ name, permissions, limits, scope }: RoleValues): RoleAsked {
  const known = Object.entries(limits).flatMap(([permission, amounts]) =>
    permissions.some((one) => one === permission) ? [[permission, written(amounts)] as const] : [],
  );
  return {
    name,
    permissions: [...permissions],
    limits: Object.fromEntries(known),
    scope: permissions.includes('reports.read') ? scope : {},
  };
}

/** An amount that was left empty is none at all. */
function written(amounts: Amounts): Record<string, number> {
  return Object.fromEntries(
    Object.entries(amounts).flatMap(([currency, minor]) =>
      minor === null ? [] : [[currency, minor] as const],
    ),
  );
}

interface RoleFormProps {
  /** Null: a new one. */
  own: StaffRole | null;
  initial: RoleValues;
  saved?: (role: StaffRole) => unknown;
}

export function RoleForm({ own: role, initial, saved }: RoleFormProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<RoleValues, StaffRole>({
    fields: [
      { kind: 'text', name: 'name', label: t('staff.name'), required: true, most: 60 },
      {
        kind: 'own',
        name: 'permissions',
        label: t('roles.permissions'),
        required: true,
        draw: ({ values, set }, error) => (
          <Permissions
            chosen={values.permissions}
            choose={(permissions) => set({ permissions })}
            error={error}
          />
        ),
      },
      {
        kind: 'own',
        name: 'limits',
        label: t('roles.limits'),
        when: ({ permissions }) => LIMITED.some((one) => permissions.includes(one)),
        draw: ({ values, set, fail }) => (
          <AmountLimits
            values={values}
            change={(limits) => set({ limits })}
            fail={(why) => fail('limits', why)}
          />
        ),
      },
      {
        kind: 'own',
        name: 'scope',
        label: t('roles.scope'),
        when: ({ permissions }) => permissions.includes('reports.read'),
        draw: ({ values, set }) => (
          <RowScope scope={values.scope} change={(scope) => set({ scope })} />
        ),
      },
    ],
    read: initial,
    version: role?.version ?? 0,
    save: (values, { version }) =>
      role ? changeRole(role.id, askedOf(values), ifMatch(version)) : addRole(askedOf(values)),
    ...(role
      ? {
          reload: async () => {
            const now = await getRole(role.id);
            return { values: roleValues(now), version: now.version };
          },
        }
      : {}),
    saved: async (now) => {
      await refresh(getListRolesQueryKey(), getGetRoleQueryKey(now.id));
      await saved?.(now);
    },
  });
  return (
    <Form form={form} needs="staff.write" isNew={role === null}>
      <Panel title={t('roles.what')}>
        <Fields form={form} only={['name']} />
        {role ? <Holders held={role} /> : null}
      </Panel>
      <Panel title={t('roles.permissions')}>
        <Fields form={form} only={['permissions', 'limits']} />
      </Panel>
      {form.values.permissions.includes('reports.read') ? (
        <Panel title={t('roles.scope')}>
          <Fields form={form} only={['scope']} />
        </Panel>
      ) : null}
    </Form>
  );
}

interface AmountLimitsProps {
  values: RoleValues;
  change: (limits: Limits) => void;
  fail: (why: string | null) => void;
}

function AmountLimits({ values: { permissions, limits }, change, fail }: AmountLimitsProps) {
  const { t } = useWords();
  const { currencies } = useChoices();
  const asked = LIMITED.filter((one) => permissions.includes(one));
  function limit(one: Limited, isLimited: boolean) {
    const { [one]: _, ...rest } = limits;
    change(isLimited ? { ...rest, [one]: {} } : rest);
  }
  return (
    <div className={ui.form}>
      {asked.map((one) => (
        <div key={one} className={ui.form}>
          <Switch
            label={t(SAID[one].label)}
            description={t(SAID[one].hint)}
            checked={limits[one] !== undefined}
            onChange={(event) => limit(one, event.currentTarget.checked)}
          />
          {limits[one] === undefined
            ? null
            : currencies.map((currency) => (
                <AmountInput
                  key={currency}
                  label={t('roles.limit', { currency })}
                  currency={currency}
                  value={limits[one]?.[currency] ?? null}
                  change={(minor) =>
                    change({ ...limits, [one]: { ...limits[one], [currency]: minor } })
                  }
                  fail={fail}
                />
              ))}
        </div>
      ))}
    </div>
  );
}

/** Who would notice a change at once. */
function Holders({ held }: { held: StaffRole }) {
  const { t } = useWords();
  const staff = useQuery(getListStaffQueryOptions());
  const names = (staff.data?.items ?? [])
    .filter(({ own_roles }) => own_roles.includes(held.id))
    .map(({ name }) => name);
  return (
    <p className={ui.soft}>
      {names.length > 0
        ? t('roles.held_by', { names: names.join(', ') })
        : t('roles.held_by_nobody')}
    </p>
  );
}
