import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { getListAuditQueryKey, getVerifyAuditQueryOptions, listAudit } from '../api/audit';
import type { AuditRow } from '../api/model';
import { codeOf } from '../codes/untyped.ts';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import { Filters, SearchField } from '../ui/Filters';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { useRows } from '../ui/rows.ts';
import { sentence } from '../ui/states';
import { When, Who } from '../ui/text';

export const Route = createFileRoute('/_desk/audit')({
  validateSearch: ({ subject }: Record<string, unknown>): { subject?: string } =>
    subject ? { subject: String(subject).slice(0, 200) } : {},
  component: Audit,
});

function Verdict() {
  const words = useWords();
  const { t } = words;
  const verdict = useQuery({ ...getVerifyAuditQueryOptions(), enabled: false, staleTime: 0 });
  const { data } = verdict;
  return (
    <>
      <output className={data?.is_whole ? ui.plus : ui.minus}>
        {verdict.error ? sentence(verdict.error, words) : null}
        {data?.is_whole ? (
          <span className={ui.row}>
            <IconShieldCheck size={18} aria-hidden="true" />
            {t('audit.whole')}
          </span>
        ) : null}
        {data && !data.is_whole ? (
          <span className={ui.row}>
            <IconShieldX size={18} aria-hidden="true" />
            {t('audit.broken', { row: data.first_broken ?? 0 })}
          </span>
        ) : null}
      </output>
      <Button variant="default" loading={verdict.isFetching} onClick={() => void verdict.refetch()}>
        {t('audit.verify')}
      </Button>
    </>
  );
}

function Audit() {
  const { t, word } = useWords();
  const { subject = '' } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const asked = subject ? { subject } : {};
  const source = useRows({
    key: getListAuditQueryKey(asked),
    read: (cursor, request) => listAudit({ ...asked, ...cursor }, request),
  });
  const columns: Column<AuditRow>[] = [
    { id: 'seq', heading: t('audit.row'), numeric: true, deskOnly: true, cell: (row) => row.seq },
    { id: 'at', heading: t('stock.when'), cell: (row) => <When at={row.at} exact /> },
    { id: 'actor', heading: t('stock.who'), cell: (row) => <Who actor={row.actor} /> },
    {
      id: 'action',
      heading: t('stock.what'),
      lead: true,
      cell: (row) => word('audit_action', codeOf('audit_action', row.action)),
    },
    {
      id: 'subject',
      heading: t('failures.subject'),
      cell: (row) => (
        <button
          type="button"
          className={ui.plain}
          onClick={() => void navigate({ search: { subject: row.subject } })}
        >
          {row.subject}
        </button>
      ),
    },
    {
      id: 'facts',
      heading: t('audit.facts'),
      cell: (row) => (
        <span className={`${ui.soft} ${ui.wide}`}>
          {Object.entries(row.facts)
            .map(([key, value]) => `${key}: ${value}`)
            .join(' · ') || '—'}
        </span>
      ),
    },
  ];
  return (
    <Page title={t('nav.audit')} lead={t('audit.lead')} actions={<Verdict />}>
      <Filters>
        <SearchField
          label={t('audit.search')}
          value={subject}
          change={(typed) =>
            void navigate({ search: typed ? { subject: typed } : {}, replace: true })
          }
        />
      </Filters>
      <Panel flush>
        <DataTable
          source={source}
          columns={columns}
          keyOf={(row) => String(row.seq)}
          caption={t('nav.audit')}
          nothing={t('audit.none')}
        />
      </Panel>
    </Page>
  );
}
