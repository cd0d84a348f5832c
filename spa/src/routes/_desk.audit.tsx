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

function Found({ isWhole, text }: { isWhole: boolean; text: string }) {
  const Shield = isWhole ? IconShieldCheck : IconShieldX;
  return (
    <span className={`${ui.row} ${isWhole ? ui.plus : ui.minus}`}>
      <Shield size={18} aria-hidden="true" />
      {text}
    </span>
  );
}

/** The chain of this log, and those of the tax record where the shop keeps one. */
function Verdict() {
  const words = useWords();
  const { t } = words;
  const verdict = useQuery({ ...getVerifyAuditQueryOptions(), enabled: false, staleTime: 0 });
  const { data } = verdict;
  return (
    <>
      <output>
        {verdict.error ? <span className={ui.minus}>{sentence(verdict.error, words)}</span> : null}
        {data ? (
          <Found
            isWhole={data.is_whole}
            text={
              data.is_whole ? t('audit.whole') : t('audit.broken', { row: data.first_broken ?? 0 })
            }
          />
        ) : null}
        {data?.tax_records.map(({ issuer, records, first_broken: record }) => (
          <Found
            key={issuer}
            isWhole={record === null}
            text={
              record === null
                ? t('audit.tax_whole', { issuer, count: records })
                : t('audit.tax_broken', { issuer, record })
            }
          />
        ))}
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
