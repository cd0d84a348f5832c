import type { Locale } from '../i18n';

interface Line {
  name: string;
  names: Readonly<Record<string, string>>;
}

/** Lines as staff read them: called as in their own language, where it has a name for it. */
export function inLanguage<T extends Line>(lines: readonly T[], locale: Locale): T[] {
  return lines.map((line) => ({ ...line, name: line.names[locale] ?? line.name }));
}
