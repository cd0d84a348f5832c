import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Settings } from '../../api/model';
import { getListSettingsVersionsQueryOptions } from '../../api/settings';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { Restore } from './Restore';

/** Takes the last change of the shop's facts back, after showing what that means. */
export function Undo({ settings }: { settings: Settings }) {
  const { t } = useWords();
  const [isAsking, setAsking] = useState(false);
  const versions = useQuery(getListSettingsVersionsQueryOptions({ limit: 2 }));
  const before = versions.data?.items.find((one) => one.settings.version < settings.version);
  return (
    <>
      <Action
        needs="settings.write"
        variant="default"
        because={versions.data && !before ? t('settings.nothing_to_undo') : undefined}
        onClick={() => setAsking(true)}
      >
        {t('settings.undo')}
      </Action>
      {isAsking && before ? (
        <Restore now={settings} to={before.settings} close={() => setAsking(false)} />
      ) : null}
    </>
  );
}
