import type { BandBy, MethodKind, ShippingMethod } from '../../api/model';
import {
  addShippingMethod,
  changeShippingMethod,
  getGetShippingMethodQueryKey,
  getListShippingMethodsQueryKey,
  getShippingMethod,
} from '../../api/settings';
import { useWords } from '../../i18n';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { ratesOf, rowsOf, type RateRow } from './rateRows.ts';
import { Rates } from './Rates';

interface Values {
  code: string;
  names: Readonly<Record<string, string>>;
  days_min: number | null;
  days_max: number | null;
  position: number | null;
  band_by: string | null;
  kind: string | null;
  rates: RateRow[];
}

const EMPTY: Values = {
  code: '',
  names: {},
  days_min: 1,
  days_max: 3,
  position: 0,
  band_by: 'none',
  kind: 'delivery',
  rates: [],
};

const BANDS = ['none', 'weight', 'price', 'quantity'] as const satisfies readonly BandBy[];

const KINDS = ['delivery', 'pickup'] as const satisfies readonly MethodKind[];

function kindOf(code: string | null): MethodKind {
  return KINDS.find((one) => one === code) ?? 'delivery';
}

function bandOf(code: string | null): BandBy {
  return BANDS.find((one) => one === code) ?? 'none';
}

function valuesOf({ rates, ...method }: ShippingMethod): Values {
  const { code, names, days_min, days_max, position, band_by, kind } = method;
  return { code, names, days_min, days_max, position, band_by, kind, rates: rowsOf(rates) };
}

interface MethodFormProps {
  /** Null: a new one. */
  method: ShippingMethod | null;
  saved?: (method: ShippingMethod) => unknown;
}

export function MethodForm({ method, saved }: MethodFormProps) {
  const { t, n, word } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, ShippingMethod>({
    fields: [
      {
        kind: 'texts',
        name: 'names',
        label: t('staff.name'),
        hint: t('settings.method_name_hint'),
        required: true,
      },
      {
        kind: 'text',
        name: 'code',
        label: t('settings.code'),
        hint: t('settings.method_code_hint'),
        required: true,
        most: 40,
        isCode: true,
        isHalf: true,
        isFixed: method !== null,
      },
      {
        kind: 'number',
        name: 'position',
        label: t('settings.position'),
        required: true,
        most: 10_000,
        isHalf: true,
      },
      {
        kind: 'choice',
        name: 'kind',
        label: t('settings.kind'),
        hint: t('settings.method_kind_hint'),
        required: true,
        options: KINDS.map((one) => [one, word('method_kind', one)] as const),
      },
      {
        kind: 'number',
        name: 'days_min',
        label: t('settings.days_min'),
        required: true,
        most: 365,
        isHalf: true,
      },
      {
        kind: 'number',
        name: 'days_max',
        label: t('settings.days_max'),
        required: true,
        most: 365,
        isHalf: true,
      },
      {
        kind: 'choice',
        name: 'band_by',
        label: t('settings.band_by'),
        required: true,
        options: BANDS.map((one) => [one, word('band_by', one)] as const),
      },
      {
        kind: 'own',
        name: 'rates',
        label: t('settings.rates'),
        draw: (drawn, error) => (
          <Rates
            form={drawn}
            rows={drawn.values.rates}
            bandBy={bandOf(drawn.values.band_by)}
            change={(rates) => drawn.set({ rates })}
            error={error}
          />
        ),
        inWords: ({ rates }) => n('settings.rates_count', rates.length),
      },
    ],
    read: method ? valuesOf(method) : EMPTY,
    version: method?.version ?? 0,
    check: ({ rates, days_min, days_max }) => ({
      ...(rates.some(({ amount_minor }) => amount_minor === null)
        ? { rates: t('settings.rate_without_price') }
        : {}),
      ...((days_min ?? 0) > (days_max ?? 0) ? { days_max: t('settings.days_wrong') } : {}),
    }),
    save: ({ code, names, rates, ...values }, { version }) => {
      const facts = {
        names: Object.fromEntries(Object.entries(names).filter(([, name]) => name.trim())),
        days_min: values.days_min ?? 0,
        days_max: values.days_max ?? 0,
        position: values.position ?? 0,
        band_by: bandOf(values.band_by),
        kind: kindOf(values.kind),
        rates: ratesOf(rates, bandOf(values.band_by) !== 'none'),
      };
      return method
        ? changeShippingMethod(method.code, facts, ifMatch(version))
        : addShippingMethod({ code, ...facts });
    },
    ...(method
      ? {
          reload: async () => {
            const now = await getShippingMethod(method.code);
            return { values: valuesOf(now), version: now.version };
          },
        }
      : {}),
    saved: async (now) => {
      await refresh(getListShippingMethodsQueryKey(), getGetShippingMethodQueryKey(now.code));
      await saved?.(now);
    },
  });
  return (
    <Form form={form} needs="settings.write" isNew={method === null}>
      <Panel title={t('settings.method')}>
        <Fields form={form} only={['names', 'kind', 'code', 'position', 'days_min', 'days_max']} />
      </Panel>
      <Panel title={t('settings.rates')}>
        <Fields form={form} only={['band_by', 'rates']} />
      </Panel>
    </Form>
  );
}
