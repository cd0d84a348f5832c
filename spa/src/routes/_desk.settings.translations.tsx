import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import type { MissingTranslation, TextKind, TranslationCoverage } from '../api/model';
import {
  getListMissingTranslationsQueryKey,
  getListTranslationCoverageQueryOptions,
  listMissingTranslations,
} from '../api/settings';
import { codeOf } from '../codes/untyped.ts';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import { languageName } from '../ui/form/names.ts';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { useRows, wholeRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Badge } from '../ui/Status';

const KINDS = ['products', 'categories', 'pages'] as const satisfies readonly TextKind[];

export const Route = createFileRoute('/_desk/settings/translations')({
  validateSearch: searchOf({ kind: oneOf(KINDS), language: typed }),
  component: Translations,
});

/** Which texts a language lacks: how many of each kind, and the list of one kind with the way to its forms. */
function Translations() {
  const { t, locale, word } = useWords();
  const { kind, language } = Route.useSearch();
  const coverage = useQuery(getListTranslationCoverageQueryOptions());
  const columns: Column<TranslationCoverage>[] = [
    {
      id: 'kind',
      heading: t('translations.kind'),
      lead: true,
      cell: (row) => (
        <Link
          className={ui.link}
          to="/settings/translations"
          search={{
            kind: row.kind,
            language: row.language,
          }}
        >
          {word('text_kind', row.kind)} · {languageName(row.language, locale)}
        </Link>
      ),
    },
    {
      id: 'total',
      heading: t('translations.total'),
      numeric: true,
      cell: ({ total }) => total,
    },
    {
      id: 'lacking',
      heading: t('translations.lacking'),
      corner: true,
      numeric: true,
      cell: ({ lacking }) =>
        lacking === 0 ? (
          <Badge tone="good">{t('translations.whole')}</Badge>
        ) : (
          <Badge tone="waiting">{lacking}</Badge>
        ),
    },
  ];
  return (
    <Page title={t('translations.title')} lead={t('translations.lead')}>
      <Panel flush>
        <DataTable
          source={wholeRows(coverage)}
          columns={columns}
          keyOf={(row) => `${row.kind} ${row.language}`}
          caption={t('translations.title')}
          nothing={t('translations.no_languages')}
        />
      </Panel>
      {kind && language ? (
        <Missing key={`${kind} ${language}`} kind={kind} language={language} />
      ) : null}
    </Page>
  );
}

function Missing({ kind, language }: { kind: TextKind; language: string }) {
  const { t, locale, word } = useWords();
  const source = useRows({
    key: getListMissingTranslationsQueryKey(kind, { language }),
    read: (cursor, request) => listMissingTranslations(kind, { language, ...cursor }, request),
  });
  const columns: Column<MissingTranslation>[] = [
    {
      id: 'name',
      heading: t('translations.name'),
      lead: true,
      cell: (row) => <Form kind={kind} row={row} />,
    },
    {
      id: 'lacks',
      heading: t('translations.lacks'),
      cell: ({ lacks }) =>
        lacks.map((field) => word('text_field', codeOf('text_field', field))).join(', '),
    },
  ];
  const title = `${word('text_kind', kind)} · ${languageName(language, locale)}`;
  return (
    <Panel title={title} flush>
      <DataTable
        source={source}
        columns={columns}
        keyOf={({ id }) => id}
        caption={title}
        nothing={t('translations.none_missing')}
      />
    </Panel>
  );
}

function Form({ kind, row }: { kind: TextKind; row: MissingTranslation }) {
  const name = row.name || row.id;
  switch (kind) {
    case 'products':
      return (
        <Link className={ui.link} to="/products/$productId" params={{ productId: row.id }}>
          {name}
        </Link>
      );
    case 'categories':
      return (
        <Link className={ui.link} to="/categories/$categoryId" params={{ categoryId: row.id }}>
          {name}
        </Link>
      );
    default:
      return (
        <Link className={ui.link} to="/pages/$pageId" params={{ pageId: row.id }}>
          {name}
        </Link>
      );
  }
}
