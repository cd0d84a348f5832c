import { useWords } from '../../i18n';
import { day, moment, money } from '../../i18n/figures.ts';
import { valueOf, type Field } from './field.ts';
import { countryName, languageName } from './names.ts';
import { percent } from './Typed';

/** The value of any field as words, for where it is read and not typed. */
export function useSayings(): <V extends object>(field: Field<V>, values: V) => string {
  const { t, locale } = useWords();
  return (field, values) => {
    const value = valueOf<unknown>(values, field.name);
    const text = (): string => {
      switch (field.kind) {
        case 'amount':
          return money({ amount_minor: Number(value), currency: field.currency(values) }, locale);
        case 'percent':
          return `${percent(Number(value), locale)} %`;
        case 'choice':
          return field.options.find(([code]) => code === value)?.[1] ?? String(value);
        case 'choices':
          return field.options
            .filter(([code]) => (value as string[]).includes(code))
            .map(([, label]) => label)
            .join(', ');
        case 'country':
          return countryName(String(value), locale);
        case 'countries':
          return (value as string[]).map((code) => countryName(code, locale)).join(', ');
        case 'switch':
          return t(value ? 'form.yes' : 'form.no');
        case 'date':
          return day(String(value), locale);
        case 'moment':
          return moment(String(value), locale);
        case 'list':
          return (value as string[]).join(', ');
        case 'texts':
          return Object.entries(value as Record<string, string>)
            .map(([language, one]) => `${languageName(language, locale)}: ${one}`)
            .join(' · ');
        case 'own':
          return field.inWords?.(values) ?? JSON.stringify(value);
        default:
          return String(value);
      }
    };
    return value === null || value === undefined || value === '' ? '—' : text() || '—';
  };
}
