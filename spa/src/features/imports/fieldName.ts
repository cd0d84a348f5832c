import { codeOf } from '../../codes/untyped.ts';
import type { Words } from '../../i18n';

/** `price.EUR` is the price in euros, `title.es` the title in Spanish. */
export function fieldName(field: string, { word }: Pick<Words, 'word'>): string {
  const [name = field, of] = field.split('.');
  const shown = word('sheet_field', codeOf('sheet_field', name));
  return of ? `${shown} (${of})` : shown;
}
