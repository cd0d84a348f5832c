import type { Settings } from '../../api/model';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { isSame, valueOf } from '../../ui/form/field.ts';
import { useSayings } from '../../ui/form/sayings.ts';
import { shopFields, valuesOf } from './shop.ts';

export interface Difference {
  name: string;
  label: string;
  before: string;
  after: string;
}

/** What is not the same in two versions of the shop's facts, in words. */
export function useDifferences(): (before: Settings, after: Settings) => Difference[] {
  const words = useWords();
  const say = useSayings();
  const fields = shopFields(words, useChoices());
  return (before, after) => {
    const [was, is] = [valuesOf(before), valuesOf(after)];
    return fields
      .filter(({ name }) => !isSame(valueOf(was, name), valueOf(is, name)))
      .map((field) => ({
        name: field.name,
        label: field.label,
        before: say(field, was),
        after: say(field, is),
      }));
  };
}
