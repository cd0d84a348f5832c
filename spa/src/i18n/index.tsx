import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Families, Family, FamilyKey } from '../codes/families.ts';

type English = typeof import('./en.json');
export type Key = keyof English;
type Plural = Key extends infer K ? (K extends `${infer Base}_other` ? Base : never) : never;
export type Locale = 'es' | 'en';
export const LOCALES: readonly Locale[] = ['es', 'en'];
type Values = Readonly<Record<string, string | number>>;

/** Both languages have every text, and a word for every code of every family. */
type Catalog = Record<Key | FamilyKey, string>;

/** One language is read with the page, the other when it is chosen. */
const LOADERS: Record<Locale, () => Promise<{ default: Catalog }>> = {
  en: () => import('./en.json'),
  es: () => import('./es.json'),
};
const catalogs = new Map<Locale, Catalog>();

/** Before anything is drawn in this language. */
export async function loadWords(locale: Locale): Promise<void> {
  if (!catalogs.has(locale)) catalogs.set(locale, (await LOADERS[locale]()).default);
}

function catalogOf(locale: Locale): Catalog {
  const catalog = catalogs.get(locale);
  if (!catalog) throw new Error(`the words of ${locale} are not loaded`);
  return catalog;
}

const REMEMBERED = 'lonja.locale';

export interface Words {
  locale: Locale;
  choose: (locale: Locale) => void;
  t: (key: Key, values?: Values) => string;
  /** The word of a code that the merchant may have made up: null where we have none. */
  known: (key: string) => string | null;
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
  const typed = catalogOf(locale);
  const catalog: Partial<Record<string, string>> = typed;
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return {
    locale,
    choose,
    t: (key, values) => filled(typed[key], values),
    known: (key) => catalog[key] ?? null,
    n: (key, count, values) => {
      const text = catalog[`${key}_${rules.select(count)}`] ?? catalog[`${key}_other`] ?? key;
      return filled(text, { count: numbers.format(count), ...values });
    },
    // A server newer than this page may send a code that it does not know. Joined, not a template: its
    // type would be each family with each code, more than tsc counts.
    word: (family, code, values) =>
      filled(catalog[[family, code].join('.')] ?? typed['code.other'], values),
  };
}

/** What was chosen before, or what the browser speaks. */
export function firstLocale(): Locale {
  const kept = localStorage.getItem(REMEMBERED);
  if (kept === 'es' || kept === 'en') return kept;
  return navigator.language.startsWith('es') ? 'es' : 'en';
}

const WordsContext = createContext<Words | null>(null);

export function WordsProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState(firstLocale);
  const words = useMemo(
    () =>
      wordsIn(locale, (chosen) => {
        localStorage.setItem(REMEMBERED, chosen);
        void loadWords(chosen).then(() => setLocale(chosen));
      }),
    [locale],
  );
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  return <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  const words = use(WordsContext);
  if (!words) throw new Error('a screen was drawn without words');
  return words;
}
