import { codeOf } from '../../codes/untyped.ts';
import { useWords } from '../../i18n';

/** What could not be done, in a sentence; the type itself where a newer version wrote it. */
export function useMessageName(): (type: string | null) => string {
  const { t, word } = useWords();
  return (type) => {
    if (type === null) return t('failures.unreadable');
    const code = codeOf('failed_message', type);
    return code ? word('failed_message', code) : type;
  };
}

/** The last line of a traceback says what went wrong. */
export function lastLine(error: string): string {
  return error.trim().split('\n').at(-1)?.trim() ?? '';
}
