import { useQuery } from '@tanstack/react-query';
import { getListUnmatchedWithdrawalsQueryOptions } from '../../api/returns';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { When } from '../../ui/text';

/** Statements that fit no order: whoever mistyped has withdrawn all the same. */
export function UnmatchedWithdrawals() {
  const { t } = useWords();
  const { data } = useQuery(getListUnmatchedWithdrawalsQueryOptions());
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={t('returns.unmatched')}>
      <p className={ui.soft}>{t('returns.unmatched_hint')}</p>
      <ul>
        {data.items.map((one) => (
          <li key={one.id} className={ui.wide}>
            <When at={one.stated_at} exact /> · {one.number} · {one.name} · {one.email}
            {one.scope ? ` · ${one.scope}` : ''}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
