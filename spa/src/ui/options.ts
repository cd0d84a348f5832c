import en from '../i18n/en.json';
import { useWords, type Key } from '../i18n';

/** What a variant is made of. The values are the merchant's: one that we have no word for is shown as it was typed. */
export function useOptions(): (options: Readonly<Record<string, string>>) => string {
  const { t } = useWords();
  return (options) =>
    Object.values(options)
      .map((value) => (`option.${value}` in en ? t(`option.${value}` as Key) : titled(value)))
      .join(' · ');
}

/** As the storefront shows it: a code's underscores and its first letter are made readable. */
function titled(code: string): string {
  const text = code.replaceAll('_', ' ');
  return text === text.toLowerCase() ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
