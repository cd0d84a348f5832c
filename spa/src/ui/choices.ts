import { useQuery } from '@tanstack/react-query';
import { getGetChoicesQueryOptions } from '../api/choices';
import type { Choices } from '../api/model';
import { LOCALES } from '../i18n';

const FRESH_MS = 60_000;

/** Until the answer is here: every language that this page speaks, and no country. */
const NONE: Choices = {
  languages: [...LOCALES],
  offered_languages: [...LOCALES],
  currencies: [],
  countries: [],
  tax_classes: [],
  option_words: {},
};

/** What the shop lets people choose from, as its settings say. */
export function useChoices(): Choices {
  const answer = useQuery({ ...getGetChoicesQueryOptions(), staleTime: FRESH_MS });
  return answer.data ?? NONE;
}
