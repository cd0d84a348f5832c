import en from '../i18n/en.json';
import { useWords, type Key } from '../i18n';

/** What a variant is made of, in words. The values are the merchant's: an unknown one is shown as it was typed. */
export function useOptions(): (options: Readonly<Record<string, string>>) => string {
  const { t } = useWords();
  return (options) =>
    Object.values(options)
      .map((value) => (`option.${value}` in en ? t(`option.${value}` as Key) : value))
      .join(' · ');
}
