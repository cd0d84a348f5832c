import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { getCountAudienceQueryOptions } from '../../api/campaigns';
import {
  getListCustomerGroupsQueryOptions,
  getListSegmentsQueryOptions,
} from '../../api/customers';
import type { CampaignAsked } from '../../api/model';
import { useChoices } from '../../ui/choices.ts';
import { useWords } from '../../i18n';
import { Choice } from '../../ui/Filters';
import { Action } from '../../ui/Guarded';
import { languageName } from '../../ui/form/names.ts';
import { Leaving } from '../../ui/Leaving';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { sentence } from '../../ui/states';
import { Preview } from './Preview';
import classes from './campaigns.module.css';

export const EMPTY: CampaignAsked = {
  name: '',
  language: null,
  country: null,
  group_id: null,
  segment_id: null,
  texts: {},
};

interface CampaignFormProps {
  initial: CampaignAsked;
  saving: boolean;
  save: (data: CampaignAsked) => void;
}

type Whom = Pick<CampaignAsked, 'language' | 'country' | 'group_id' | 'segment_id'>;

function Audience({ language, country, group_id, segment_id }: Whom) {
  const words = useWords();
  const { t, n } = words;
  const people = useQuery({
    ...getCountAudienceQueryOptions({
      ...(language ? { language } : {}),
      ...(country ? { country } : {}),
      ...(group_id ? { group_id } : {}),
      ...(segment_id ? { segment_id } : {}),
    }),
    placeholderData: (previous) => previous,
  });
  return (
    <p className={classes.audience}>
      {people.data
        ? n('campaigns.audience', people.data.people)
        : people.error
          ? sentence(people.error, words)
          : t('campaigns.counting')}
    </p>
  );
}

function named(items: readonly { id: string; name: string }[] | undefined) {
  return (items ?? []).map(({ id, name }) => ({ value: id, label: name }));
}

/** Of which group, and of which segment, as they are at the moment of sending. */
function Belonging({ asked, change }: { asked: Whom; change: (part: Partial<Whom>) => void }) {
  const { t } = useWords();
  const groups = useQuery(getListCustomerGroupsQueryOptions());
  const segments = useQuery(getListSegmentsQueryOptions());
  return (
    <div className={classes.pair}>
      <Select
        label={t('campaigns.group')}
        clearable
        searchable
        placeholder={t('campaigns.any')}
        value={asked.group_id ?? null}
        data={named(groups.data?.items)}
        onChange={(chosen) => change({ group_id: chosen })}
      />
      <Select
        label={t('campaigns.segment')}
        clearable
        searchable
        placeholder={t('campaigns.any')}
        value={asked.segment_id ?? null}
        data={named(segments.data?.items)}
        onChange={(chosen) => change({ segment_id: chosen })}
      />
    </div>
  );
}

export function CampaignForm({ initial, saving, save }: CampaignFormProps) {
  const { t, locale } = useWords();
  const [asked, setAsked] = useState(initial);
  const [language, setLanguage] = useState<string>(initial.language ?? locale);
  const choices = useChoices();
  const countries = new Intl.DisplayNames(locale, { type: 'region' });
  const text = asked.texts[language] ?? { subject: '', body: '' };
  const change = (part: Partial<CampaignAsked>) => setAsked((old) => ({ ...old, ...part }));
  const write = (part: Partial<typeof text>) =>
    change({ texts: { ...asked.texts, [language]: { ...text, ...part } } });
  function submit(event: FormEvent) {
    event.preventDefault();
    const written = Object.entries(asked.texts).filter(
      ([, one]) => one.subject.trim() || one.body.trim(),
    );
    save({ ...asked, texts: Object.fromEntries(written) });
  }
  return (
    <form className={ui.split} onSubmit={submit}>
      <Leaving isChanged={!saving && JSON.stringify(asked) !== JSON.stringify(initial)} />
      <div className={ui.stack}>
        <Panel title={t('campaigns.whom')}>
          <div className={ui.form}>
            <TextInput
              label={t('campaigns.name')}
              description={t('campaigns.name_hint')}
              required
              maxLength={120}
              value={asked.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <div className={classes.pair}>
              <Select
                label={t('campaigns.language')}
                clearable
                placeholder={t('campaigns.any')}
                value={asked.language}
                data={choices.languages.map((one) => ({
                  value: one,
                  label: languageName(one, locale),
                }))}
                onChange={(chosen) => change({ language: chosen })}
              />
              <Select
                label={t('campaigns.country')}
                clearable
                searchable
                placeholder={t('campaigns.any')}
                value={asked.country}
                data={choices.countries.map((one) => ({
                  value: one,
                  label: countries.of(one) ?? one,
                }))}
                onChange={(chosen) => change({ country: chosen })}
              />
            </div>
            <Belonging asked={asked} change={change} />
            <Audience {...asked} />
          </div>
        </Panel>
        <Panel
          title={t('campaigns.mail')}
          aside={
            <Choice
              label={t('products.language')}
              value={language}
              change={setLanguage}
              options={choices.languages.map((one) => [one, languageName(one, locale)] as const)}
            />
          }
        >
          <div className={ui.form}>
            <TextInput
              label={t('campaigns.subject')}
              maxLength={150}
              lang={language}
              value={text.subject}
              onChange={(event) => write({ subject: event.currentTarget.value })}
            />
            <Textarea
              label={t('campaigns.body')}
              description={t('campaigns.body_hint')}
              autosize
              minRows={8}
              maxRows={20}
              maxLength={10000}
              lang={language}
              value={text.body}
              onChange={(event) => write({ body: event.currentTarget.value })}
            />
            <div className={ui.end}>
              <Action needs="campaigns.send" type="submit" loading={saving}>
                {t('campaigns.save')}
              </Action>
            </div>
          </div>
        </Panel>
      </div>
      <Preview texts={asked.texts} language={language} />
    </form>
  );
}
