import { NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Order } from '../../api/model';
import { getListLocationsQueryOptions } from '../../api/settings';
import { useMoveAllocation } from '../../api/orders';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { useActed } from './acting.ts';
import { useLocationName } from '../../ui/locations.ts';

/** Let units leave from another location than was picked; the audit log keeps the reason. */
export function Relocate({ order, close }: { order: Order; close: () => void }) {
  const { t } = useWords();
  const nameAt = useLocationName();
  const { number, allocations } = order;
  const locations = useQuery(getListLocationsQueryOptions());
  const [from, setFrom] = useState('0');
  const [into, setInto] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const picked = allocations[Number(from)];
  const [units, setUnits] = useState(allocations[0]?.quantity ?? 1);
  const move = useMoveAllocation({ mutation: useActed(number, 'orders.allocation_moved', close) });
  const others = (locations.data?.items ?? []).filter((one) => one.code !== picked?.location);
  return (
    <FormDialog
      title={t('orders.move_allocation')}
      close={close}
      confirm={t('orders.move_allocation')}
      submit={() =>
        picked && into
          ? move.mutateAsync({
              number,
              data: {
                line: picked.line,
                quantity: units,
                out_of: picked.location,
                into,
                reason: reason.trim(),
              },
            })
          : undefined
      }
    >
      <Select
        label={t('orders.move_what')}
        allowDeselect={false}
        data={allocations.map((one, place) => ({
          value: String(place),
          label: `${order.lines.find(({ line }) => line === one.line)?.name ?? ''} · ${nameAt(one.location)}`,
        }))}
        value={from}
        onChange={(value) => {
          setFrom(value ?? '0');
          setUnits(allocations[Number(value)]?.quantity ?? 1);
        }}
      />
      <NumberInput
        label={t('orders.units')}
        min={1}
        max={picked?.quantity ?? 1}
        allowDecimal={false}
        value={units}
        onChange={(value) => setUnits(Number(value))}
      />
      <Select
        label={t('orders.move_into')}
        required
        data={others.map((one) => ({ value: one.code, label: one.name }))}
        value={into}
        onChange={setInto}
      />
      <TextInput
        label={t('orders.reason')}
        description={t('orders.move_reason_hint')}
        required
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
