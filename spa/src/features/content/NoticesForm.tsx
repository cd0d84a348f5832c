import { Textarea } from '@mantine/core';
import {
  getGetLawQueryKey,
  getGetLegalNoticesQueryKey,
  getLegalNotices,
  saveLegalNotices,
} from '../../api/content';
import type { LegalNotices, Notice, Notices } from '../../api/model';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import type { Field } from '../../ui/form/field.ts';
import { languageName } from '../../ui/form/names.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { DocumentForm } from './DocumentForm';
import { FileInput } from '../../ui/FileInput';

interface Values {
  guarantee: Readonly<Record<string, Notice>>;
}

/** The official notice on the legal guarantee, a file in each language. */
export function NoticesForm({ found }: { found: LegalNotices }) {
  const { t, locale } = useWords();
  const { languages } = useChoices();
  const refresh = useRefresh();
  const fields: Field<Values>[] = [
    {
      kind: 'own',
      name: 'guarantee',
      label: t('law.guarantee'),
      draw: (form, error) => (
        <>
          {languages.map((language) => {
            const notice = form.values.guarantee[language];
            const saved = found.document.guarantee?.[language];
            const label = `${t('law.file')} · ${languageName(language, locale)}`;
            const write = (changed: Notice | null) => {
              const { [language]: _, ...rest } = form.values.guarantee;
              form.set({ guarantee: changed ? { ...rest, [language]: changed } : rest });
            };
            return (
              <div key={language}>
                <FileInput
                  needs="content.write"
                  use="notice"
                  label={label}
                  hint={t('law.file_hint')}
                  value={notice?.blob ?? ''}
                  saved={{ blob: saved?.blob ?? '', url: found.urls[language] ?? '' }}
                  error={error}
                  change={(blob) => write(blob ? { ...notice, blob } : null)}
                />
                {notice ? (
                  <Textarea
                    label={`${t('law.words')} · ${languageName(language, locale)}`}
                    description={t('law.words_hint')}
                    lang={language}
                    autosize
                    minRows={2}
                    maxRows={12}
                    maxLength={4000}
                    value={notice.words ?? ''}
                    onChange={(event) => write({ ...notice, words: event.currentTarget.value })}
                  />
                ) : null}
              </div>
            );
          })}
        </>
      ),
      inWords: ({ guarantee }) => Object.keys(guarantee).join(', '),
    },
  ];
  return (
    <DocumentForm<Notices, Values>
      edition={found}
      fields={fields}
      valuesOf={({ guarantee = {} }) => ({ guarantee })}
      read={getLegalNotices}
      write={async ({ guarantee }, version) => {
        const now = await saveLegalNotices({ guarantee }, ifMatch(version));
        await refresh(getGetLawQueryKey());
        return now;
      }}
      name="notices"
      title={t('law.guarantee')}
      queryKey={getGetLegalNoticesQueryKey()}
    >
      <p>{t(found.is_due ? 'law.guarantee_due' : 'law.guarantee_not_due')}</p>
    </DocumentForm>
  );
}
