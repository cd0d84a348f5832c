import { useWords } from '../i18n';

/** What a variant is made of. The values are the merchant's: one that we have no word for is shown as it was typed. */
export function useOptions(): (options: Readonly<Record<string, string>>) => string {
  const { known } = useWords();
  return (options) =>
    Object.values(options)
      .map((value) => known(`option.${value}`) ?? titled(value))
      .join(' · ');
}

/** As the storefront shows it: a code's underscores and its first letter are made readable. */
function titled(code: string): string {
  const text = code.replaceAll('_', ' ');
  return text === text.toLowerCase() ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
