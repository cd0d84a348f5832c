import { Table } from '@mantine/core';
import type { BulkEditPreview, ValueChange } from '../../../api/model';
import { useWords } from '../../../i18n';
import { useFieldNames } from '../fieldNames.ts';

/** Before and after of the first products, how many there are of each kind, and what cannot be. */
export function BulkPreview({ preview }: { preview: BulkEditPreview }) {
  const { t, n, known } = useWords();
  const { total, checked, changed, refused, refusals, items } = preview;
  return (
    <>
      <p>
        {n('bulk.would_change', changed)} {n('bulk.of', total)}
        {checked < total ? ` ${n('bulk.checked', checked)}` : ''}
      </p>
      {refused > 0 ? (
        <ul>
          {Object.entries(refusals).map(([code, count]) => (
            <li key={code}>
              {n('bulk.refused', count)} {known(`problem.${code}`) ?? code}
            </li>
          ))}
        </ul>
      ) : null}
      <Table.ScrollContainer minWidth={480}>
        <Table aria-label={t('bulk.table')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('products.name')}</Table.Th>
              <Table.Th>{t('bulk.field')}</Table.Th>
              <Table.Th>{t('bulk.before')}</Table.Th>
              <Table.Th>{t('bulk.after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.flatMap((item) =>
              item.refusal
                ? [
                    <Table.Tr key={item.product_id}>
                      <Table.Td>{item.name}</Table.Td>
                      <Table.Td colSpan={3}>
                        {known(`problem.${item.refusal}`) ?? item.refusal}
                      </Table.Td>
                    </Table.Tr>,
                  ]
                : item.changes.map((change, at) => (
                    <Change
                      key={`${item.product_id}${change.sku}${change.field}${change.currency ?? ''}`}
                      name={at === 0 ? item.name : ''}
                      change={change}
                    />
                  )),
            )}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

function Change({ name, change }: { name: string; change: ValueChange }) {
  const { nameOf, valueOf } = useFieldNames();
  const field = change.currency ? `${change.field}.${change.currency}` : change.field;
  return (
    <Table.Tr>
      <Table.Td>{name}</Table.Td>
      <Table.Td>
        {nameOf(field)} {change.sku ? <code>{change.sku}</code> : null}
      </Table.Td>
      <Table.Td>{valueOf(field, change.before)}</Table.Td>
      <Table.Td>{valueOf(field, change.after)}</Table.Td>
    </Table.Tr>
  );
}
