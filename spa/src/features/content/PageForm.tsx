import { Alert, Button } from '@mantine/core';
import { useState } from 'react';
import {
  addPage,
  changePage,
  getGetPageQueryKey,
  getLegalDraft,
  getListPagesQueryKey,
  getPage,
} from '../../api/content';
import type { Page, PageRole, PageStatus, PageTextAsked } from '../../api/model';
import { useWords } from '../../i18n';
import { Fields } from '../../ui/form/Fields';
import type { FormOf } from '../../ui/form/field.ts';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { slugOf } from '../../ui/slug.ts';
import { useToast } from '../../ui/toast.ts';
import type { Texts } from '../../ui/LanguageTexts';
import { RichTexts } from './RichText';

export const ROLES: readonly PageRole[] = [
  'legal_notice',
  'terms',
  'privacy',
  'returns',
  'shipping',
  'cookies',
  'accessibility',
];
const STATUSES: readonly PageStatus[] = ['draft', 'published'];
const PARTS = ['slug', 'title', 'body', 'seo_title', 'seo_description'] as const;

type Part = (typeof PARTS)[number];

interface Values extends Record<Part, Texts> {
  role: string | null;
  status: string | null;
  visible_from: string | null;
  visible_until: string | null;
}

function partsOf(texts: Page['texts']): Record<Part, Texts> {
  const of = (part: Part) =>
    Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, text[part]]));
  return {
    slug: of('slug'),
    title: of('title'),
    body: of('body'),
    seo_title: of('seo_title'),
    seo_description: of('seo_description'),
  };
}

function valuesOf({ texts, role, status, visible_from, visible_until }: Page): Values {
  return { ...partsOf(texts), role, status, visible_from, visible_until };
}

const EMPTY: Values = {
  ...partsOf({}),
  role: null,
  status: 'draft',
  visible_from: null,
  visible_until: null,
};

/** What the API takes: the languages that have a title. */
function askedOf(values: Values) {
  const { title, slug, body, seo_title, seo_description } = values;
  const languages = Object.keys(title).filter((language) => title[language]?.trim());
  const texts = Object.fromEntries(
    languages.map((language): [string, PageTextAsked] => [
      language,
      {
        title: title[language] ?? '',
        slug: slug[language]?.trim() || slugOf(title[language] ?? '', 80),
        body: body[language] ?? '',
        seo_title: seo_title[language] ?? '',
        seo_description: seo_description[language] ?? '',
      },
    ]),
  );
  return {
    texts,
    role: values.role as PageRole | null,
    status: values.status as PageStatus,
    visible_from: values.visible_from,
    visible_until: values.visible_until,
  };
}

interface PageFormProps {
  /** Null: a new one. */
  page: Page | null;
  saved?: (page: Page) => unknown;
}

export function PageForm({ page, saved }: PageFormProps) {
  const { t, word } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, Page>({
    fields: [
      { kind: 'texts', name: 'title', path: 'texts', label: t('content.title'), required: true },
      {
        kind: 'own',
        name: 'body',
        label: t('content.body'),
        draw: (own, error) => (
          <RichTexts
            label={t('content.body')}
            value={own.values.body}
            change={(body) => own.set({ body })}
            error={error}
          />
        ),
      },
      { kind: 'texts', name: 'slug', label: t('pages.slug'), hint: t('pages.slug_hint'), most: 80 },
      {
        kind: 'choice',
        name: 'status',
        label: t('orders.status'),
        options: STATUSES.map((one) => [one, word('page_status', one)] as const),
        isHalf: true,
      },
      {
        kind: 'choice',
        name: 'role',
        label: t('pages.role'),
        hint: t('pages.role_hint'),
        options: ROLES.map((one) => [one, word('page_role', one)] as const),
        none: t('pages.no_role'),
        isHalf: true,
      },
      { kind: 'moment', name: 'visible_from', label: t('pages.from'), isHalf: true },
      { kind: 'moment', name: 'visible_until', label: t('pages.until'), isHalf: true },
      {
        kind: 'texts',
        name: 'seo_title',
        label: t('pages.seo_title'),
        hint: t('pages.seo_title_hint'),
        most: 400,
      },
      {
        kind: 'texts',
        name: 'seo_description',
        label: t('pages.seo_description'),
        hint: t('pages.seo_description_hint'),
        lines: 2,
        most: 400,
      },
    ],
    read: page ? valuesOf(page) : EMPTY,
    version: page?.version ?? 0,
    save: (values, { version }) =>
      page ? changePage(page.id, askedOf(values), ifMatch(version)) : addPage(askedOf(values)),
    ...(page
      ? {
          reload: async () => {
            const now = await getPage(page.id);
            return { values: valuesOf(now), version: now.version };
          },
        }
      : {}),
    saved: async (answer) => {
      await refresh(getListPagesQueryKey(), getGetPageQueryKey(answer.id));
      await saved?.(answer);
    },
  });
  return (
    <Form form={form} needs="content.write" isNew={page === null}>
      <Panel title={t('pages.visibility')}>
        <Fields form={form} only={['status', 'role', 'visible_from', 'visible_until']} />
        {form.values.role ? <Draft form={form} role={form.values.role as PageRole} /> : null}
      </Panel>
      <Panel title={t('pages.text')}>
        <Fields form={form} only={['title', 'body', 'slug']} />
      </Panel>
      <Panel title={t('pages.seo')}>
        <Fields form={form} only={['seo_title', 'seo_description']} />
      </Panel>
    </Form>
  );
}

/** A text to begin with, for a kind of page that the law asks for. */
function Draft({ form, role }: { form: FormOf<Values>; role: PageRole }) {
  const { t, word } = useWords();
  const toast = useToast();
  const [isTaken, setTaken] = useState(false);
  const isEmpty = Object.values(form.values.body).every((text) => text.trim() === '');
  async function take() {
    try {
      const draft = await getLegalDraft(role);
      form.set(partsOf(draft.texts));
      setTaken(true);
    } catch (failure) {
      toast.failed(failure);
    }
  }
  if (!isEmpty && !isTaken) return null;
  return (
    <Alert mt={16} color="ochre" title={t('pages.draft_title')}>
      <p>{t('pages.draft_note')}</p>
      {isEmpty ? (
        <Button variant="default" onClick={() => void take()}>
          {t('pages.draft_take', { kind: word('page_role', role) })}
        </Button>
      ) : null}
    </Alert>
  );
}
