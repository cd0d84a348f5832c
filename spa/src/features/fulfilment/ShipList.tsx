import { Button, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useShipMany } from '../../api/fulfilment';
import type { ShippedRow } from '../../api/model';
import { isProblemCode } from '../../codes/problems.ts';
import { useWords } from '../../i18n';
import { CarrierInput, useCarrier } from '../../ui/CarrierInput';
import { FormDialog } from '../../ui/FormDialog';
import ui from '../../ui/layout.module.css';
import { rowsIn } from './shipping.ts';
import { useDone } from './acting.ts';

/** Ship many orders by a pasted list of tracking numbers; says of each row what became of it. */
export function ShipList({ numbers, close }: { numbers: readonly string[]; close: () => void }) {
  const { t } = useWords();
  const carriers = useCarrier();
  const [text, setText] = useState(numbers.map((number) => `${number}, `).join('\n'));
  const [results, setResults] = useState<readonly ShippedRow[] | null>(null);
  const done = useDone('fulfilment.list_sent');
  const ship = useShipMany({
    mutation: { onSuccess: done.onSuccess, onSettled: done.onSettled },
  });
  const rows = rowsIn(text);
  if (results) return <Outcomes results={results} close={close} />;
  return (
    <FormDialog
      title={t('fulfilment.ship_list')}
      close={close}
      confirm={t('fulfilment.ship_rows', { count: rows.length })}
      size="lg"
      submit={() =>
        rows.length > 0
          ? ship
              .mutateAsync({ data: { carrier: carriers.carrier.trim(), rows } })
              .then(({ items }) => setResults(items))
          : undefined
      }
    >
      <CarrierInput of={carriers} />
      <Textarea
        label={t('fulfilment.ship_text')}
        description={t('fulfilment.ship_text_hint')}
        required
        autosize
        minRows={5}
        maxRows={16}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
    </FormDialog>
  );
}

function Outcomes({ results, close }: { results: readonly ShippedRow[]; close: () => void }) {
  const { t, word } = useWords();
  return (
    <Modal opened onClose={close} title={t('fulfilment.ship_list')} size="lg">
      <ul className={ui.stack}>
        {results.map((row) => (
          <li key={row.number}>
            <b>{row.number}</b> {word('row_outcome', row.outcome)}
            {row.code && isProblemCode(row.code) ? `: ${word('problem', row.code)}` : ''}
          </li>
        ))}
      </ul>
      <Button onClick={close}>{t('action.close')}</Button>
    </Modal>
  );
}
