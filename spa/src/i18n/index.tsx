import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Families, Family, FamilyKey } from '../codes/families.ts';
import en from './en.json';
import es from './es.json';

export type Key = keyof typeof en;
type Plural = Key extends infer K ? (K extends `${infer Base}_other` ? Base : never) : never;
export type Locale = 'es' | 'en';
export const LOCALES: readonly Locale[] = ['es', 'en'];
type Values = Readonly<Record<string, string | number>>;

/** Both languages have every text, and a word for every code of every family. */
const CATALOGS: Record<Locale, Record<Key | FamilyKey, string>> = { en, es };
const REMEMBERED = 'lonja.locale';

export interface Words {
  locale: Locale;
  choose: (locale: Locale) => void;
  t: (key: Key, values?: Values) => string;
  /** Counts in words: `orders.count_one`, `orders.count_other`. */
  n: (key: Plural, count: number, values?: Values) => string;
  /** A code of the API (`placed`, `shipped`, …) as a word; null is one that this page does not know. */
  word: <F extends Family>(family: F, code: Families[F] | null, values?: Values) => string;
}

function filled(text: string, values: Values | undefined): string {
  return values
    ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
    : text;
}

export function wordsIn(locale: Locale, choose: (locale: Locale) => void): Words {
  const catalog: Partial<Record<string, string>> = CATALOGS[locale];
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return {
    locale,
    choose,
    t: (key, values) => filled(CATALOGS[locale][key], values),
    n: (key, count, values) => {
      const text = catalog[`${key}_${rules.select(count)}`] ?? catalog[`${key}_other`] ?? key;
      return filled(text, { count: numbers.format(count), ...values });
    },
    // A server newer than this page may send a code that it does not know.
    word: (family, code, values) =>
      filled(catalog[`${family}.${code}`] ?? CATALOGS[locale]['code.other'], values),
  };
}

function firstLocale(): Locale {
  const kept = localStorage.getItem(REMEMBERED);
  if (kept === 'es' || kept === 'en') return kept;
  return navigator.language.startsWith('es') ? 'es' : 'en';
}

const WordsContext = createContext<Words>(wordsIn('en', () => undefined));

export function WordsProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState(firstLocale);
  const words = useMemo(
    () =>
      wordsIn(locale, (chosen) => {
        localStorage.setItem(REMEMBERED, chosen);
        setLocale(chosen);
      }),
    [locale],
  );
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  return <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  return use(WordsContext);
}
