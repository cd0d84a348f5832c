import { Link } from '@tanstack/react-router';
import type { Permission } from '../../api/model';
import { useWords, type Key } from '../../i18n';
import { useCan } from '../../session.ts';
import type { PagePath } from '../../ui/paths.ts';
import classes from './insights.module.css';

const TABS: readonly { to: PagePath; label: Key; needs: Permission }[] = [
  { to: '/insights', label: 'insights.segments', needs: 'reports.read' },
  { to: '/insights/cohorts', label: 'insights.cohorts', needs: 'reports.read' },
  { to: '/insights/classes', label: 'insights.classes', needs: 'reports.read' },
  { to: '/insights/together', label: 'insights.together', needs: 'reports.read' },
  { to: '/insights/forecast', label: 'insights.forecast', needs: 'reports.read' },
  { to: '/insights/reorder', label: 'insights.reorder', needs: 'stock.read' },
  { to: '/insights/models', label: 'insights.models', needs: 'reports.read' },
];

/** The ways from one insight to another. */
export function Tabs() {
  const { t } = useWords();
  const can = useCan();
  return (
    <nav className={classes.tabs} aria-label={t('nav.insights')}>
      {TABS.filter(({ needs }) => can(needs)).map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true }}
          activeProps={{ 'aria-current': 'page' }}
        >
          {t(label)}
        </Link>
      ))}
    </nav>
  );
}
