import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { useState } from 'react';
import type { Settings, SettingsVersion } from '../api/model';
import {
  getGetSettingsQueryOptions,
  getListSettingsVersionsQueryKey,
  listSettingsVersions,
} from '../api/settings';
import { Changes } from '../features/settings/Changes';
import { Restore } from '../features/settings/Restore';
import { useDifferences } from '../features/settings/versions.ts';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { When, Who } from '../ui/text';

export const Route = createFileRoute('/_desk/settings/history')({ component: SettingsHistory });

function SettingsHistory() {
  const { t } = useWords();
  const differences = useDifferences();
  const settings = useQuery(getGetSettingsQueryOptions());
  const [chosen, setChosen] = useState<Settings | null>(null);
  const source = useRows({ key: getListSettingsVersionsQueryKey(), read: listSettingsVersions });
  const older = (row: SettingsVersion) =>
    source.rows?.find((other) => other.settings.version === row.settings.version - 1)?.settings;
  const newest = settings.data?.version;
  const columns: Column<SettingsVersion>[] = [
    {
      id: 'changes',
      heading: t('settings.changes'),
      lead: true,
      cell: (row) => {
        const before = older(row);
        if (before) return <Changes differences={differences(before, row.settings)} />;
        return (
          <span className={ui.soft}>
            {t(row.settings.version === 1 ? 'settings.first' : 'settings.earlier')}
          </span>
        );
      },
    },
    { id: 'who', heading: t('stock.who'), cell: (row) => <Who actor={row.changed_by} /> },
    { id: 'when', heading: t('stock.when'), cell: (row) => <When at={row.changed_at} exact /> },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) =>
        row.settings.version === newest ? (
          <span className={ui.soft}>{t('settings.current')}</span>
        ) : (
          <Action
            needs="settings.write"
            size="xs"
            variant="default"
            onClick={() => setChosen(row.settings)}
          >
            {t('settings.restore')}
          </Action>
        ),
    },
  ];
  return (
    <ListPage
      title={t('settings.history')}
      lead={t('settings.history_lead')}
      source={source}
      columns={columns}
      keyOf={(row) => String(row.settings.version)}
      nothing={t('settings.no_history')}
    >
      {chosen && settings.data ? (
        <Restore now={settings.data} to={chosen} close={() => setChosen(null)} />
      ) : null}
    </ListPage>
  );
}
