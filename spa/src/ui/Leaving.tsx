import { Button, Modal } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useWords } from '../i18n';
import ui from './layout.module.css';

/** Asks before another page is opened, or this one is closed, while something is not saved. */
export function Leaving({ isChanged }: { isChanged: boolean }) {
  const { t } = useWords();
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isChanged && current.pathname !== next.pathname,
    enableBeforeUnload: () => isChanged,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Modal
      opened
      onClose={blocker.reset}
      title={t('leaving.title')}
      zIndex={500}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <p>{t('leaving.explained')}</p>
      <div className={ui.end}>
        <Button variant="default" onClick={blocker.proceed}>
          {t('leaving.leave')}
        </Button>
        <Button onClick={blocker.reset} data-autofocus>
          {t('leaving.stay')}
        </Button>
      </div>
    </Modal>
  );
}
