import { NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import type { Order } from '../../api/model';
import { useBeginParcel } from '../../api/orders';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { useActed } from './acting.ts';
import { useLocationName } from '../../ui/locations.ts';

/** A parcel of some of what lies ready at a location. */
export function PackSome({ order, close }: { order: Order; close: () => void }) {
  const { t } = useWords();
  const nameAt = useLocationName();
  const { number, allocations } = order;
  const [shipmentId] = useState(() => crypto.randomUUID());
  const places = [...new Set(allocations.map((one) => one.location))];
  const [location, setLocation] = useState(places[0] ?? '');
  const [units, setUnits] = useState<Record<number, number>>({});
  const begin = useBeginParcel({ mutation: useActed(number, 'orders.parcel_begun', close) });
  const here = allocations.filter((one) => one.location === location);
  const lines = here
    .map(({ line }) => ({ line, quantity: units[line] ?? 0 }))
    .filter(({ quantity }) => quantity > 0);
  const isTooMuch = here.some(({ line, quantity }) => (units[line] ?? 0) > quantity);
  return (
    <FormDialog
      title={t('orders.parcel_begin_some')}
      close={close}
      confirm={t('orders.parcel_begin')}
      submit={() =>
        lines.length > 0 && !isTooMuch
          ? begin.mutateAsync({ number, shipmentId, data: { location, lines } })
          : undefined
      }
    >
      {places.length > 1 ? (
        <Select
          label={t('orders.location')}
          allowDeselect={false}
          data={places.map((code) => ({ value: code, label: nameAt(code) }))}
          value={location}
          onChange={(value) => setLocation(value ?? '')}
        />
      ) : null}
      {here.map(({ line, quantity }) => {
        const sold = order.lines.find((one) => one.line === line);
        return (
          <NumberInput
            key={line}
            label={sold?.name}
            description={t('orders.parcel_of', { count: quantity })}
            min={0}
            max={quantity}
            // A number too high is said, not made smaller behind the back of who typed it.
            clampBehavior="none"
            error={
              (units[line] ?? 0) > quantity
                ? t('orders.parcel_at_most', { count: quantity })
                : undefined
            }
            allowDecimal={false}
            value={units[line] ?? 0}
            onChange={(value) => setUnits((before) => ({ ...before, [line]: Number(value) }))}
          />
        );
      })}
    </FormDialog>
  );
}
