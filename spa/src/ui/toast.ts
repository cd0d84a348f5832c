import { notifications } from '@mantine/notifications';
import { useWords, type Key } from '../i18n';
import { sentence } from './states';

const LONG_MS = 12_000;

/** Says in a corner how an act ended. A failure stays long enough to be read. */
export function useToast(): { done: (key: Key) => void; failed: (failure: unknown) => void } {
  const words = useWords();
  const closeButtonProps = { 'aria-label': words.t('action.close') };
  return {
    done: (key) => {
      notifications.show({ message: words.t(key), color: 'olive', closeButtonProps });
    },
    failed: (failure) => {
      notifications.show({
        message: sentence(failure, words),
        color: 'terracotta',
        closeButtonProps,
        autoClose: LONG_MS,
      });
    },
  };
}
