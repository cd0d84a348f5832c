import { Button } from '@mantine/core';
import type { MailKind, MailTexts, MailWordsAsked } from '../../api/model';
import {
  getGetMailTextsQueryKey,
  getListContentVersionsQueryKey,
  getMailTexts,
  saveMailTexts,
  useTestMail,
} from '../../api/content';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { Fields } from '../../ui/form/Fields';
import type { Field, FormOf } from '../../ui/form/field.ts';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';
import { MailPreview } from './MailPreview';
import { EMPTY_MAIL, PARTS, textsAsked, valuesOfMail, type MailValues } from './mailValues.ts';

interface MailFormProps {
  found: MailTexts;
  kind: MailKind;
  language: string;
}

/** The words of one kind of mail, in each language, beside the mail that they make. */
export function MailForm({ found, kind, language }: MailFormProps) {
  const refresh = useRefresh();
  const form = useForm<MailValues, MailTexts>({
    fields: useMailFields(kind),
    read: valuesOfMail(kind.written),
    version: found.version,
    save: (values, { version }) =>
      saveMailTexts(kind.kind, { texts: textsAsked(values) }, ifMatch(version)),
    reload: async () => {
      const now = await getMailTexts();
      const same = now.kinds.find((one) => one.kind === kind.kind);
      return { values: valuesOfMail(same?.written ?? {}), version: now.version };
    },
    saved: () => refresh(getGetMailTextsQueryKey(), getListContentVersionsQueryKey('mails')),
  });
  const words: MailWordsAsked = textsAsked(form.values)[language] ?? {};
  return (
    <Form form={form} needs="content.write">
      <div className={ui.split}>
        <MailPanel form={form} kind={kind} language={language} />
        <MailPreview kind={kind.kind} language={language} words={words} />
      </div>
    </Form>
  );
}

function MailPanel(props: { form: FormOf<MailValues>; kind: MailKind; language: string }) {
  const { form, kind, language } = props;
  const { t } = useWords();
  const toast = useToast();
  const test = useTestMail({
    mutation: { onSuccess: () => toast.done('mails.tested'), onError: toast.failed },
  });
  return (
    <Panel title={t('mails.words')}>
      <p>
        {t('mails.placeholders')}{' '}
        {kind.placeholders.map((name) => (
          <code key={name} className={ui.mono}>{`{${name}} `}</code>
        ))}
      </p>
      <Fields form={form} />
      <div className={ui.row}>
        <Action
          needs="content.write"
          variant="default"
          loading={test.isPending}
          because={form.isChanged ? t('mails.save_first') : undefined}
          onClick={() =>
            test.mutate({ kind: kind.kind, testId: crypto.randomUUID(), data: { language } })
          }
        >
          {t('mails.test')}
        </Action>
        <Button variant="subtle" onClick={() => form.set(EMPTY_MAIL)}>
          {t('mails.reset')}
        </Button>
      </div>
    </Panel>
  );
}

function useMailFields({ theirs }: MailKind): Field<MailValues>[] {
  const { t } = useWords();
  return PARTS.map(({ name, most, lines }) => ({
    kind: 'texts',
    name,
    label: t(`mails.part_${name}`),
    path: `texts.*.${name}`,
    most,
    ...(lines ? { lines } : {}),
    hints: Object.fromEntries(
      Object.entries(theirs)
        .filter(([, words]) => words[name])
        .map(([language, words]) => [language, t('mails.theirs', { text: words[name] })]),
    ),
  }));
}
