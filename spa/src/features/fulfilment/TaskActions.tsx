import { useState } from 'react';
import { useBeginWave, useMoveParcels } from '../../api/fulfilment';
import type { Task } from '../../api/model';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { useDone } from './acting.ts';
import { ShipList } from './ShipList';
import { useLocationName } from '../../ui/locations.ts';

/** The next step of several tasks at once, by what they wait for. */
export function TaskActions({ chosen, done }: { chosen: readonly Task[]; done: () => void }) {
  const { t } = useWords();
  const nameAt = useLocationName();
  const [waveId] = useState(() => crypto.randomUUID());
  const [isShipping, setShipping] = useState(false);
  const begin = useBeginWave({ mutation: useDone('fulfilment.wave_begun', done) });
  const move = useMoveParcels({ mutation: useDone('orders.parcel_moved', done) });
  const ready = chosen.filter((task) => task.status === 'ready');
  const places = [...new Set(ready.map((task) => task.location))];
  const parcels = (status: Task['status']) =>
    chosen.flatMap((task) =>
      task.status === status && task.shipment_id
        ? [{ number: task.number, shipment_id: task.shipment_id }]
        : [],
    );
  const steps = [
    ['pending', 'picked', 'fulfilment.mark_picked'],
    ['picked', 'packed', 'fulfilment.mark_packed'],
  ] as const;
  return (
    <>
      {places.map((location) => (
        <Action
          key={location}
          needs="orders.ship"
          size="xs"
          onClick={() =>
            begin.mutate({
              waveId,
              data: {
                location,
                orders: [
                  ...new Set(
                    ready.filter((task) => task.location === location).map((task) => task.number),
                  ),
                ].slice(0, 50),
              },
            })
          }
        >
          {t('fulfilment.begin_at', { location: nameAt(location) })}
        </Action>
      ))}
      {steps.map(([from, to, label]) =>
        parcels(from).length > 0 ? (
          <Action
            key={to}
            needs="orders.ship"
            size="xs"
            onClick={() => move.mutate({ data: { status: to, parcels: parcels(from) } })}
          >
            {t(label)}
          </Action>
        ) : null,
      )}
      <Action needs="orders.ship" size="xs" variant="default" onClick={() => setShipping(true)}>
        {t('fulfilment.ship_list')}
      </Action>
      {isShipping ? (
        <ShipList
          numbers={[...new Set(chosen.map((task) => task.number))]}
          close={() => setShipping(false)}
        />
      ) : null}
    </>
  );
}
