import { useWords } from '../i18n';
import { useChoices } from './choices.ts';

export interface OptionWords {
  nameOf: (option: string) => string;
  valueOf: (option: string, value: string) => string;
}

/** What the shop's theme calls options and their values: one that it has no word for is shown as it was typed. */
export function useOptionWords(): OptionWords {
  const { locale } = useWords();
  const words = useChoices().option_words[locale] ?? {};
  return {
    nameOf: (option) => words['option']?.[option] ?? titled(option),
    valueOf: (option, value) => words[option]?.[value] ?? titled(value),
  };
}

/** What a variant is made of. */
export function useOptions(): (options: Readonly<Record<string, string>>) => string {
  const { valueOf } = useOptionWords();
  return (options) =>
    Object.entries(options)
      .map(([option, value]) => valueOf(option, value))
      .join(' · ');
}

/** As the storefront shows it: a code's underscores and its first letter are made readable. */
function titled(code: string): string {
  const text = code.replaceAll('_', ' ');
  return text === text.toLowerCase() ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
