import { useState } from 'react';
import { getGetImportQueryKey, useConfirmImport } from '../../api/imports';
import type { Import } from '../../api/model';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';
import { Count } from '../../ui/text';
import classes from './imports.module.css';
import { Matching } from './Matching';

/** How many things are new, changed and the same. */
export function Counts({ data }: { data: Import }) {
  const { t } = useWords();
  const counts: readonly (readonly [string, number])[] = [
    [t('imports.new'), data.things_new],
    [t('imports.changed'), data.things_changed],
    [t('imports.same'), data.things_same],
    [t('imports.failed'), data.rows_failed],
  ];
  return (
    <dl className={classes.counts}>
      {counts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <Count value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The dry run is over: import it, or say the columns anew. */
export function Checked({ data }: { data: Import }) {
  const { t } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const [isMatching, setMatching] = useState(false);
  const confirm = useConfirmImport({
    mutation: {
      onSuccess: () => refresh(getGetImportQueryKey(data.id)),
      onError: toast.failed,
    },
  });
  if (isMatching) {
    return (
      <Matching
        importId={data.id}
        matched={() => refresh(getGetImportQueryKey(data.id))}
        cancel={() => setMatching(false)}
      />
    );
  }
  const isNothing = data.things_new + data.things_changed === 0;
  return (
    <div className={ui.form}>
      <p>
        {!isNothing
          ? t('imports.checked_lead')
          : data.things_same > 0
            ? t('imports.checked_nothing')
            : t('imports.checked_rejected')}
      </p>
      <div className={ui.row}>
        <Action
          needs="imports.run"
          because={isNothing ? t('imports.nothing_to_import') : undefined}
          loading={confirm.isPending}
          onClick={() => confirm.mutate({ importId: data.id })}
        >
          {t('imports.go')}
        </Action>
        <Action needs="imports.run" variant="default" onClick={() => setMatching(true)}>
          {t('imports.match_again')}
        </Action>
      </div>
    </div>
  );
}
