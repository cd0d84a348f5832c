import { Link } from '@tanstack/react-router';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Nothing } from '../../ui/states';

/** Nothing is known yet: where it comes from, and where one asks for it. */
export function NoInsight({ message }: { message: string }) {
  const { t } = useWords();
  return (
    <Panel>
      <Nothing
        message={message}
        hint={t('insights.none_hint')}
        action={
          <Link className={ui.link} to="/insights/models">
            {t('insights.models')}
          </Link>
        }
      />
    </Panel>
  );
}
