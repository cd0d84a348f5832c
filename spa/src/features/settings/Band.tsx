import { NumberInput } from '@mantine/core';
import type { BandBy } from '../../api/model';
import { useWords } from '../../i18n';
import { AmountInput } from '../../ui/form/Typed';
import type { RateRow } from './rateRows.ts';

interface BandProps {
  by: Exclude<BandBy, 'none'>;
  row: RateRow;
  change: (part: Partial<RateRow>) => void;
  fail: (name: string, why: string | null) => void;
}

function whole(value: number | string): number | null {
  return typeof value === 'number' ? Math.round(value) : null;
}

/** From which measure up to which other a price holds; the upper one itself belongs to the next band. */
export function Band({ by, row, change, fail }: BandProps) {
  const { t } = useWords();
  if (by === 'price')
    return (
      <>
        <AmountInput
          label={t('settings.from_value')}
          currency={row.currency}
          value={row.from_value}
          change={(from_value) => change({ from_value })}
          fail={(why) => fail('from', why)}
        />
        <AmountInput
          label={t('settings.up_to')}
          currency={row.currency}
          value={row.up_to}
          change={(up_to) => change({ up_to })}
          fail={(why) => fail('up_to', why)}
        />
      </>
    );
  const unit = by === 'weight' ? ' g' : '';
  return (
    <>
      <NumberInput
        label={t('settings.from_value')}
        min={0}
        allowDecimal={false}
        suffix={unit}
        value={row.from_value ?? ''}
        onChange={(value) => change({ from_value: whole(value) })}
      />
      <NumberInput
        label={t('settings.up_to')}
        min={1}
        allowDecimal={false}
        suffix={unit}
        value={row.up_to ?? ''}
        onChange={(value) => change({ up_to: whole(value) })}
      />
    </>
  );
}
