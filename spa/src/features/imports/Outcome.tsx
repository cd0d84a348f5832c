import type { Import } from '../../api/model';
import { useWords } from '../../i18n';
import { Badge, Status } from '../../ui/Status';

/** Where an import stands. One that is done says so in green only where it took every row. */
export function Outcome({ data }: { data: Import }) {
  const { t, n } = useWords();
  if (data.status !== 'done' || data.rows_failed === 0)
    return <Status family="import_status" code={data.status} />;
  if (data.rows_done === 0) return <Badge tone="bad">{t('imports.outcome_nothing')}</Badge>;
  return <Badge tone="waiting">{n('imports.outcome_some', data.rows_failed)}</Badge>;
}
