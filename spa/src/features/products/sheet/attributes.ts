/** Columns for the attributes in which variants of a type differ: choices read and written by their names. */

import type { TypeAttribute } from '../../../api/model';
import type { Words } from '../../../i18n';
import { nameIn } from '../../../ui/productTypes.ts';
import type { SheetColumn } from './column.ts';

interface Value {
  code: string;
  name: string;
}

function valuesOf({ kind, choices }: TypeAttribute, { t, locale }: Words): Value[] {
  if (kind === 'yes_no')
    return [
      { code: 'yes', name: t('types.yes') },
      { code: 'no', name: t('types.no') },
    ];
  return choices.map(({ code, names }) => ({ code, name: nameIn(names, locale) || code }));
}

const folded = (text: string) => text.trim().toLocaleLowerCase();

export function attributeColumns(
  attributes: readonly TypeAttribute[],
  words: Words,
): SheetColumn[] {
  return attributes
    .filter(({ on_variants }) => on_variants)
    .map((one): SheetColumn => {
      const known = valuesOf(one, words);
      const isMany = one.kind === 'choices';
      const nameOf = (code: string) => known.find((value) => value.code === code)?.name ?? code;
      const codeOf = (typed: string) =>
        known.find(({ name, code }) => [name, code].map(folded).includes(folded(typed)))?.code ??
        typed.trim();
      const name = nameIn(one.names, words.locale) || one.key;
      return {
        id: `attribute.${one.key}`,
        label: one.unit ? `${name} (${one.unit})` : name,
        width: 140,
        isNumeric: one.kind === 'number',
        suggestions: known.map((value) => value.name),
        read: ({ attributes: own }) => {
          const value = own[one.key] ?? '';
          return isMany ? value.split('|').map(nameOf).join(', ') : nameOf(value);
        },
        send: (typed) => ({
          attributes: {
            [one.key]: isMany
              ? typed
                  .split(/[,|]/)
                  .filter((part) => part.trim())
                  .map(codeOf)
                  .join('|')
              : codeOf(typed),
          },
        }),
        fields: [`attributes.${one.key}`],
      };
    });
}
