/** Columns for selling without stock: whether, up to how many units, and what is promised. */

import { BackorderKind, type ProductVariant } from '../../../api/model';
import type { Words } from '../../../i18n';
import type { SheetColumn } from './column.ts';
import { COUNT, type Sent } from './measures.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const folded = (text: string) => text.trim().toLocaleLowerCase();
const isAhead = ({ backorder }: ProductVariant) => backorder.kind !== BackorderKind.none;

export function backorderColumns({ t, word }: Words): SheetColumn[] {
  const kinds = Object.values(BackorderKind);
  return [
    {
      id: 'backorder.kind',
      label: t('products.backorder_kind'),
      width: 150,
      isMore: true,
      suggestions: kinds.map((kind) => word('backorder_kind', kind)),
      read: ({ backorder }) => word('backorder_kind', backorder.kind),
      send: (typed): Sent => {
        const found = kinds.find((kind) =>
          [kind, word('backorder_kind', kind)].map(folded).includes(folded(typed)),
        );
        if (typed !== '' && found === undefined) return null;
        return { backorder: { kind: found ?? BackorderKind.none } };
      },
      fields: ['backorder.kind', 'backorder'],
    },
    {
      id: 'backorder.most',
      label: t('products.backorder_most'),
      width: 120,
      isNumeric: true,
      isMore: true,
      read: (variant) => (isAhead(variant) ? String(variant.backorder.most) : ''),
      send: (typed): Sent => {
        if (typed === '') return { backorder: { most: 0 } };
        return COUNT.test(typed) ? { backorder: { most: Number(typed) } } : null;
      },
      fields: ['backorder.most'],
    },
    {
      id: 'backorder.promise',
      label: t('products.backorder_promise'),
      width: 170,
      isMore: true,
      read: ({ backorder: { day, days } }) => day ?? (days === null ? '' : String(days)),
      send: (typed): Sent => {
        if (typed === '') return { backorder: { day: null } };
        if (DAY.test(typed)) return { backorder: { day: typed } };
        return COUNT.test(typed) ? { backorder: { days: Number(typed) } } : null;
      },
      fields: ['backorder.day', 'backorder.days'],
    },
  ];
}
