import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import type { Difference } from './versions.ts';

/** "Phone: 1 → 2", a line for each fact. */
export function Changes({ differences }: { differences: readonly Difference[] }) {
  const { t } = useWords();
  if (differences.length === 0) return <span className={ui.soft}>{t('settings.no_change')}</span>;
  return (
    <ul className={ui.lines}>
      {differences.map(({ name, label, before, after }) => (
        <li key={name}>
          <b>{label}</b>: <span className={ui.soft}>{before}</span>{' '}
          <span aria-hidden="true">→</span> <span>{after}</span>
        </li>
      ))}
    </ul>
  );
}
