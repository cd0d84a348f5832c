import { Button } from '@mantine/core';
import { IconDownload, IconPlus, IconUpload } from '@tabler/icons-react';
import { createFileRoute } from '@tanstack/react-router';
import { useState } from 'react';
import { getExportRedirectsUrl, getListRedirectsQueryKey, listRedirects } from '../api/content';
import type { Redirect } from '../api/model';
import { RedirectDialog, RedirectImport } from '../features/content/RedirectDialogs';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { searchOf, typed } from '../ui/search.ts';
import { When } from '../ui/text';

export const Route = createFileRoute('/_desk/redirects')({
  validateSearch: searchOf({ q: typed }),
  component: Redirects,
});

type Open = Redirect | 'new' | 'import' | null;

function Redirects() {
  const { t } = useWords();
  const search = Route.useSearch();
  const [open, setOpen] = useState<Open>(null);
  const source = useRows({
    key: getListRedirectsQueryKey(search),
    read: (cursor, request) => listRedirects({ ...search, ...cursor }, request),
  });
  const columns: Column<Redirect>[] = [
    {
      id: 'from',
      heading: t('redirects.from'),
      lead: true,
      cell: (row) => <span className={`${ui.mono} ${ui.wide}`}>{row.from_path}</span>,
    },
    {
      id: 'to',
      heading: t('redirects.to'),
      cell: (row) => <span className={`${ui.mono} ${ui.wide}`}>{row.to_path}</span>,
    },
    {
      id: 'created',
      heading: t('redirects.created'),
      numeric: true,
      deskOnly: true,
      cell: (row) => <When at={row.created_at} />,
    },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => (
        <Action needs="content.write" size="xs" variant="default" onClick={() => setOpen(row)}>
          {t('staff.change')}
        </Action>
      ),
    },
  ];
  return (
    <>
      <ListPage
        title={t('nav.redirects')}
        lead={t('redirects.lead')}
        actions={
          <>
            <Button
              component="a"
              href={getExportRedirectsUrl()}
              variant="default"
              leftSection={<IconDownload size={16} />}
            >
              {t('redirects.export')}
            </Button>
            <Action
              needs="content.write"
              variant="default"
              leftSection={<IconUpload size={16} />}
              onClick={() => setOpen('import')}
            >
              {t('redirects.import')}
            </Action>
            <Action
              needs="content.write"
              leftSection={<IconPlus size={16} />}
              onClick={() => setOpen('new')}
            >
              {t('redirects.new')}
            </Action>
          </>
        }
        search={search}
        find={t('redirects.search')}
        source={source}
        columns={columns}
        keyOf={(row) => row.id}
        nothing={t('redirects.none')}
        hint={t('redirects.none_hint')}
      />
      {open === 'import' ? <RedirectImport close={() => setOpen(null)} /> : null}
      {open !== null && open !== 'import' ? (
        <RedirectDialog redirect={open === 'new' ? null : open} close={() => setOpen(null)} />
      ) : null}
    </>
  );
}
