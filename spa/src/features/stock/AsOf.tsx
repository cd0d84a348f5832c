import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getGetStockAsOfQueryOptions } from '../../api/stock';
import { useWords } from '../../i18n';
import { Awaited } from '../../ui/states';
import { Count } from '../../ui/text';
import classes from './stock.module.css';
import { useLocationName } from '../../ui/locations.ts';

/** A local moment as the browser's own control writes it. */
function localMoment(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** "What was it then?" has an answer: the ledger's sum up to a moment. */
export function AsOf({ sku }: { sku: string }) {
  const { t } = useWords();
  const nameAt = useLocationName();
  const [typed, setTyped] = useState(() => localMoment(new Date(Date.now() - WEEK_MS)));
  const [today] = useState(() => localMoment(new Date()));
  const moment = new Date(typed);
  const isMoment = !Number.isNaN(moment.getTime());
  const then = useQuery({
    ...getGetStockAsOfQueryOptions(sku, { at: isMoment ? moment.toISOString() : '' }),
    enabled: isMoment,
    placeholderData: (previous) => previous,
  });
  return (
    <div className={classes.asof}>
      <TextInput
        type="datetime-local"
        label={t('stock.as_of_moment')}
        value={typed}
        max={today}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Awaited query={then} rows={2}>
        {(found) => (
          <dl className={classes.places}>
            {found.places.map((place) => (
              <div key={place.location}>
                <dt>{nameAt(place.location)}</dt>
                <dd>
                  <Count value={place.on_hand} />
                </dd>
              </div>
            ))}
            <div className={classes.sum}>
              <dt>{t('stock.on_hand')}</dt>
              <dd>
                <Count value={found.on_hand} />
              </dd>
            </div>
          </dl>
        )}
      </Awaited>
    </div>
  );
}
