import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReturnDetail } from '../../api/model';
import { useReceiveReturn } from '../../api/returns';
import { getListLocationsQueryOptions } from '../../api/settings';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { unitsIn, useStepped } from './acting.ts';
import { Units } from './Units';

/** What came and in which condition. The receipt's id is made with the dialog: a retry counts once. */
export function Receive({ one, close }: { one: ReturnDetail; close: () => void }) {
  const { t } = useWords();
  const [receiptId] = useState(() => crypto.randomUUID());
  const [good, setGood] = useState<Record<number, string>>({});
  const [bad, setBad] = useState<Record<number, string>>({});
  const [location, setLocation] = useState<string | null>(null);
  const { data: places } = useQuery(getListLocationsQueryOptions());
  const receive = useReceiveReturn({ mutation: useStepped(one, 'returns.received_done') });
  const lines = one.lines
    .filter((line) => (line.approved ?? 0) > line.received)
    .map((line) => ({ ...line, toCome: (line.approved ?? 0) - line.received }));
  const came = lines.map((line) => {
    const resellable = unitsIn(good[line.line], line.toCome);
    const damaged = unitsIn(bad[line.line], line.toCome);
    if (resellable === null || damaged === null) return null;
    return resellable + damaged > line.toCome ? null : { line: line.line, resellable, damaged };
  });
  const isRight =
    !came.includes(null) && came.some((each) => each && each.resellable + each.damaged > 0);
  async function submit() {
    await receive.mutateAsync({
      number: one.number,
      receiptId,
      data: { lines: came.flatMap((each) => (each ? [each] : [])), location },
    });
    close();
  }
  return (
    <FormDialog
      title={t('returns.receive_title', { number: one.number })}
      close={close}
      confirm={t('returns.receive')}
      missing={isRight ? undefined : t('returns.receive_missing')}
      submit={() => (isRight ? submit() : undefined)}
    >
      <p>{t('returns.receive_hint')}</p>
      {lines.map((line) => (
        <div key={line.line}>
          <Units
            label={t('returns.resellable_of', { name: line.name })}
            most={line.toCome}
            typed={good[line.line] ?? ''}
            change={(typed) => setGood({ ...good, [line.line]: typed })}
          />
          <Units
            label={t('returns.damaged_of', { name: line.name })}
            most={line.toCome}
            typed={bad[line.line] ?? ''}
            change={(typed) => setBad({ ...bad, [line.line]: typed })}
          />
        </div>
      ))}
      <Select
        label={t('returns.location')}
        description={t('returns.location_hint')}
        clearable
        value={location}
        onChange={setLocation}
        data={(places?.items ?? [])
          .filter((place) => place.closed_at === null)
          .map((place) => ({ value: place.code, label: place.name }))}
      />
    </FormDialog>
  );
}
