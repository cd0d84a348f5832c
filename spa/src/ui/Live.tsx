import { useWords } from '../i18n';
import classes from './Status.module.css';

export function Live({ isOpen }: { isOpen: boolean }) {
  const { t } = useWords();
  return (
    <span className={classes.status} data-tone={isOpen ? 'live' : 'calm'} role="status">
      {t(isOpen ? 'live.on' : 'live.off')}
    </span>
  );
}
