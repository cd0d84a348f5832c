import { useMemo } from 'react';
import type { DimensionWords } from '../../api/model';
import { useWords } from '../../i18n';
import { labelOf } from './words.ts';

/** How labels of dimensions are written in the reader's language. */
export function useLabel() {
  const { t, locale } = useWords();
  return useMemo(() => {
    const yesNo = [t('reports.yes'), t('reports.no')] as const;
    return (way: DimensionWords | undefined, label: string) =>
      labelOf(way, label, locale, t('reports.unknown'), yesNo);
  }, [t, locale]);
}
