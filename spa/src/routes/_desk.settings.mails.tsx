import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import {
  getGetMailTextsQueryKey,
  getGetMailTextsQueryOptions,
  saveMailTexts,
} from '../api/content';
import type { MailKindWritten, Mails, MailTexts } from '../api/model';
import { codeOf } from '../codes/untyped.ts';
import { MailForm } from '../features/content/MailForm';
import classes from '../features/content/mails.module.css';
import { textsAsked, valuesOfMail } from '../features/content/mailValues.ts';
import { UndoChange } from '../features/content/UndoChange';
import { useWords } from '../i18n';
import { useChoices } from '../ui/choices.ts';
import { languageName } from '../ui/form/names.ts';
import { ifMatch } from '../ui/ifMatch.ts';
import { Page } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { searchOf, typed } from '../ui/search.ts';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/mails')({
  validateSearch: searchOf({ kind: typed, language: typed }),
  component: MailSettings,
});

function MailSettings() {
  const { t } = useWords();
  const query = useQuery(getGetMailTextsQueryOptions());
  return (
    <Page
      title={t('mails.title')}
      lead={t('mails.lead')}
      actions={<History subject="content:mails" />}
    >
      <Awaited query={query}>{(found) => <OneKind found={found} />}</Awaited>
    </Page>
  );
}

function OneKind({ found }: { found: MailTexts }) {
  const { t, word, locale } = useWords();
  const search = Route.useSearch();
  const navigate = useNavigate();
  const { languages } = useChoices();
  const language =
    languages.find((code) => code === search.language) ??
    languages.find((code) => code === locale) ??
    languages[0] ??
    locale;
  const kind = found.kinds.find((one) => one.kind === search.kind) ?? found.kinds[0];
  const go = (to: { kind?: string; language?: typeof language }) =>
    void navigate({ to: '/settings/mails', search: { ...search, ...to } });
  if (!kind) return null;
  return (
    <>
      <div className={classes.choices}>
        <Select
          label={t('mails.kind')}
          data={found.kinds.map((one) => ({
            value: one.kind,
            label: word('mail', codeOf('mail', one.kind)),
          }))}
          value={kind.kind}
          allowDeselect={false}
          onChange={(to) => go(to ? { kind: to } : {})}
        />
        <Select
          label={t('mails.language')}
          data={languages.map((code) => ({ value: code, label: languageName(code, locale) }))}
          value={language}
          allowDeselect={false}
          onChange={(to) => go({ language: to ?? language })}
        />
        <UndoChange
          name="mails"
          version={found.version}
          restore={(earlier) => restored(found, earlier.document as Mails)}
          queryKey={getGetMailTextsQueryKey()}
        />
      </div>
      <MailForm key={kind.kind} found={found} kind={kind} language={language} />
    </>
  );
}

/** A change is one of one kind: the one that was otherwise then is written back. */
async function restored(found: MailTexts, before: Mails): Promise<void> {
  const was = (kind: string) =>
    textsAsked(valuesOfMail((before.kinds?.[kind] ?? {}) as MailKindWritten));
  const changed = found.kinds.find(
    ({ kind, written }) =>
      JSON.stringify(textsAsked(valuesOfMail(written))) !== JSON.stringify(was(kind)),
  );
  if (!changed) return;
  await saveMailTexts(changed.kind, { texts: was(changed.kind) }, ifMatch(found.version));
}
