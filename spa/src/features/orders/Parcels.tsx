import { Anchor } from '@mantine/core';
import { useState } from 'react';
import type { Order, Shipment, ShipmentStatus } from '../../api/model';
import { useBeginParcel, useMoveParcel } from '../../api/orders';
import { useWords, type Key } from '../../i18n';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Status } from '../../ui/Status';
import { When } from '../../ui/text';
import { useActed } from './acting.ts';
import classes from './orders.module.css';
import { PackSome } from './PackSome';
import { Relocate } from './Relocate';
import { Ship } from './Ship';
import { useLocationName } from '../../ui/locations.ts';

type Move = 'pending' | 'picked' | 'packed' | 'cancelled' | 'delivered' | 'returned_to_sender';

/** Which buttons a parcel has, in the order in which a clerk needs them; shipping has its own dialog. */
const MOVES: readonly (readonly [Move, Key])[] = [
  ['picked', 'orders.parcel_picked'],
  ['packed', 'orders.parcel_packed'],
  ['delivered', 'orders.parcel_delivered'],
  ['returned_to_sender', 'orders.parcel_came_back'],
  ['pending', 'orders.parcel_again'],
  ['cancelled', 'orders.parcel_call_off'],
];

/** Where each unit of the order is: ready at a location, waiting for stock, or in a parcel. */
export function Parcels({ order }: { order: Order }) {
  const { t } = useWords();
  const waiting = order.lines.filter((line) => (line.units?.waiting ?? 0) > 0);
  const isEmpty =
    order.shipments.length === 0 && order.allocations.length === 0 && waiting.length === 0;
  return (
    <Panel title={t('orders.parcels')}>
      {isEmpty ? <span className={ui.soft}>{t('orders.no_parcels')}</span> : null}
      <div className={ui.stack}>
        {order.shipments.map((parcel) => (
          <Parcel key={parcel.id} order={order} parcel={parcel} />
        ))}
        <Ready order={order} />
        {waiting.length > 0 ? (
          <section>
            <b>{t('orders.waiting_for_stock')}</b>
            <ul className={classes.packed}>
              {waiting.map((line) => (
                <li key={line.line}>
                  {line.units?.waiting} × {line.name}
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </Panel>
  );
}

/** What lies ready, by location: packed whole with one press, in part by a dialog. */
function Ready({ order }: { order: Order }) {
  const { t } = useWords();
  const nameAt = useLocationName();
  const [open, setOpen] = useState<'some' | 'move' | null>(null);
  const begin = useBeginParcel({ mutation: useActed(order.number, 'orders.parcel_begun') });
  const [shipmentId, setShipmentId] = useState(() => crypto.randomUUID());
  const { allocations, number } = order;
  if (allocations.length === 0) return null;
  const places = [...new Set(allocations.map((one) => one.location))];
  const close = () => setOpen(null);
  return (
    <section>
      {places.map((place) => (
        <div key={place}>
          <b>
            {t('orders.ready_at', { location: place ? nameAt(place) : t('orders.no_location') })}
          </b>
          <ul className={classes.packed}>
            {allocations
              .filter((one) => one.location === place)
              .map((one) => (
                <li key={one.line}>
                  {one.quantity} × {nameOf(order, one.line)}
                </li>
              ))}
          </ul>
        </div>
      ))}
      <div className={ui.row}>
        <Action
          needs="orders.ship"
          size="xs"
          variant="default"
          onClick={() =>
            begin.mutate(
              { number, shipmentId, data: {} },
              { onSuccess: () => setShipmentId(crypto.randomUUID()) },
            )
          }
        >
          {t('orders.parcel_begin')}
        </Action>
        <Action needs="orders.ship" size="xs" variant="default" onClick={() => setOpen('some')}>
          {t('orders.parcel_begin_some')}
        </Action>
        <Action needs="orders.ship" size="xs" variant="subtle" onClick={() => setOpen('move')}>
          {t('orders.move_allocation')}
        </Action>
      </div>
      {open === 'some' ? <PackSome order={order} close={close} /> : null}
      {open === 'move' ? <Relocate order={order} close={close} /> : null}
    </section>
  );
}

function Parcel({ order, parcel }: { order: Order; parcel: Shipment }) {
  const { t } = useWords();
  const nameAt = useLocationName();
  const [isShipping, setShipping] = useState(false);
  const { number } = order;
  const move = useMoveParcel({ mutation: useActed(number, 'orders.parcel_moved') });
  const may = new Set<ShipmentStatus>(parcel.may_become);
  return (
    <section className={classes.parcel}>
      <div className={ui.row}>
        <Status family="shipment" code={parcel.status} />
        <span className={ui.soft}>{nameAt(parcel.location)}</span>
        {parcel.shipped_at ? <When at={parcel.shipped_at} /> : null}
      </div>
      <ul className={classes.packed}>
        {parcel.lines.map((line) => (
          <li key={line.line}>
            {line.quantity} × {nameOf(order, line.line)}
          </li>
        ))}
      </ul>
      {parcel.carrier ? (
        <p className={ui.soft}>
          {parcel.carrier}{' '}
          {parcel.tracking_url ? (
            <Anchor href={parcel.tracking_url} target="_blank" rel="noreferrer">
              {parcel.tracking}
            </Anchor>
          ) : (
            parcel.tracking
          )}
        </p>
      ) : null}
      <div className={ui.row}>
        {may.has('shipped') ? (
          <Action needs="orders.ship" size="xs" onClick={() => setShipping(true)}>
            {t('orders.ship')}
          </Action>
        ) : null}
        {MOVES.filter(([status]) => may.has(status)).map(([status, label]) => (
          <Action
            key={status}
            needs="orders.ship"
            size="xs"
            variant="default"
            onClick={() => move.mutate({ number, shipmentId: parcel.id, data: { status } })}
          >
            {t(label)}
          </Action>
        ))}
      </div>
      {isShipping ? (
        <Ship
          number={number}
          parcelId={parcel.id}
          isUnpaid={order.verbs.ship.why_not === 'not_captured'}
          close={() => setShipping(false)}
        />
      ) : null}
    </section>
  );
}

export function nameOf(order: Order, line: number): string {
  return order.lines.find((one) => one.line === line)?.name ?? '';
}
