import { getAutomatic, getGetAutomaticQueryKey, setAutomatic } from '../../api/insights';
import type { Automatic } from '../../api/model';
import { useWords } from '../../i18n';
import { moment } from '../../i18n/figures.ts';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import ui from '../../ui/layout.module.css';
import { Facts, Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';

interface Values {
  pairs_on: boolean;
  rfm_on: boolean;
  low_at_on: boolean;
  forecasts_on: boolean;
  lead_days: number | null;
  service_percent: number | null;
  cover_days: number | null;
}

function valuesOf(found: Automatic): Values {
  return {
    pairs_on: found.pairs_on,
    rfm_on: found.rfm_on,
    low_at_on: found.low_at_on,
    forecasts_on: found.forecasts_on,
    lead_days: found.lead_days,
    service_percent: found.service_percent,
    cover_days: found.cover_days,
  };
}

/** What the shop does by itself with what models say, and what it assumes about supply. */
export function AutomaticForm({ found }: { found: Automatic }) {
  const { t, word, locale } = useWords();
  const refresh = useRefresh();
  const days = { kind: 'number', required: true, least: 0, most: 730, isHalf: true } as const;
  const form = useForm<Values, Automatic>({
    fields: [
      { kind: 'switch', name: 'pairs_on', label: t('automatic.pairs') },
      { kind: 'switch', name: 'rfm_on', label: t('automatic.rfm') },
      { kind: 'switch', name: 'low_at_on', label: t('automatic.low_at') },
      { kind: 'switch', name: 'forecasts_on', label: t('automatic.forecasts') },
      { ...days, name: 'lead_days', label: t('insights.lead_days') },
      {
        ...days,
        name: 'service_percent',
        label: t('insights.service'),
        hint: t('automatic.service_hint'),
        least: 50,
        most: 99,
      },
      { ...days, name: 'cover_days', label: t('automatic.cover') },
    ],
    read: valuesOf(found),
    version: found.version,
    save: (values, { version }) =>
      setAutomatic({
        ...values,
        lead_days: values.lead_days ?? 0,
        service_percent: values.service_percent ?? 95,
        cover_days: values.cover_days ?? 0,
        version,
      }),
    reload: async () => {
      const now = await getAutomatic();
      return { values: valuesOf(now), version: now.version };
    },
    saved: () => refresh(getGetAutomaticQueryKey()),
  });
  return (
    <Form form={form} needs="settings.write">
      <Panel title={t('automatic.does')}>
        <div className={ui.stack}>
          <Fields form={form} only={['pairs_on', 'rfm_on', 'low_at_on', 'forecasts_on']} />
          <Facts
            items={found.answers.map(
              ({ kind, made_at, taken_at }) =>
                [
                  word('insight_answer', kind),
                  taken_at
                    ? t('automatic.taken', { at: moment(made_at, locale) })
                    : t('automatic.waits', { at: moment(made_at, locale) }),
                ] as const,
            )}
          />
        </div>
      </Panel>
      <Panel title={t('automatic.supply')}>
        <Fields form={form} only={['lead_days', 'service_percent', 'cover_days']} />
      </Panel>
    </Form>
  );
}
