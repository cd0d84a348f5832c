import { Button } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Product, ScheduledPrice } from '../../api/model';
import {
  endSchedule,
  getGetProductQueryKey,
  getListProductEventsQueryKey,
  getListScheduledPricesQueryKey,
  getListScheduledPricesQueryOptions,
} from '../../api/products';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Badge } from '../../ui/Status';
import { Failure, Lines } from '../../ui/states';
import { Money, When, Who } from '../../ui/text';
import { useToast } from '../../ui/toast.ts';
import { PlanPrices } from './PlanPrices';
import classes from './products.module.css';

const SHOWN = 5;
const STATES = {
  planned: 'plan.state_planned',
  running: 'plan.state_running',
  over: 'plan.state_over',
} as const;
const TONES = { planned: 'calm', running: 'good', over: 'calm' } as const;

/** The sales of a product and the prices that begin on a day: what is planned, what runs, what is over. */
export function Sales({ product }: { product: Product }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const toast = useToast();
  const [isPlanning, plan] = useState(false);
  const [isWhole, showAll] = useState(false);
  const found = useQuery(getListScheduledPricesQueryOptions(product.id));
  const again = () =>
    refresh(
      getListScheduledPricesQueryKey(product.id),
      getGetProductQueryKey(product.id),
      getListProductEventsQueryKey(product.id),
    );
  const end = useMutation({
    mutationFn: (id: string) => endSchedule(id),
    onSuccess: () => toast.done('plan.ended'),
    onError: toast.failed,
    onSettled: again,
  });
  const isPriced = product.variants.some(({ active, prices }) => active && prices.length > 0);
  const groups = [
    ...Map.groupBy(found.data?.items ?? [], ({ schedule_id: id }) => id).entries(),
  ] as const;
  return (
    <Panel
      title={t('plan.panel')}
      aside={
        <Action
          needs="prices.write"
          because={isPriced ? undefined : t('plan.needs_price')}
          variant="default"
          size="xs"
          leftSection={<IconCalendarPlus size={16} />}
          onClick={() => plan(true)}
        >
          {t('plan.new')}
        </Action>
      }
    >
      {found.isPending ? <Lines rows={2} /> : null}
      {found.isError ? <Failure failure={found.error} retry={() => found.refetch()} /> : null}
      {found.isSuccess && groups.length === 0 ? <p>{t('plan.none')}</p> : null}
      <ul className={classes.plans}>
        {groups.slice(0, isWhole ? groups.length : SHOWN).map(([id, prices]) => (
          <Plan key={id} prices={prices} isBusy={end.isPending} end={() => end.mutate(id)} />
        ))}
      </ul>
      {groups.length > SHOWN && !isWhole ? (
        <Button variant="default" size="xs" onClick={() => showAll(true)}>
          {t('list.more')}
        </Button>
      ) : null}
      {isPlanning ? (
        <PlanPrices
          product={product}
          close={() => plan(false)}
          saved={async () => {
            plan(false);
            await again();
          }}
        />
      ) : null}
    </Panel>
  );
}

interface PlanProps {
  prices: readonly ScheduledPrice[];
  isBusy: boolean;
  end: () => void;
}

function Plan({ prices, isBusy, end }: PlanProps) {
  const { t, n } = useWords();
  const lowest = prices.reduce((least, one) =>
    one.price.amount_minor < least.price.amount_minor ? one : least,
  );
  const { starts_at: starts, ends_at: ends, state, actor, percent, lowest_30_days: prior } = lowest;
  return (
    <li>
      <div>
        <p>
          <b>{t(ends ? 'plan.sale' : 'plan.regular')}</b>{' '}
          <Badge tone={TONES[state]}>{t(STATES[state])}</Badge> {n('plan.prices', prices.length)},{' '}
          {t('plan.from')} <Money value={lowest.price} />
        </p>
        <p>
          <When at={starts} exact />
          {ends ? (
            <>
              {' – '}
              <When at={ends} exact />
            </>
          ) : null}
          {' · '}
          <Who actor={actor} />
          {percent !== null ? ` · ${t('plan.announces', { percent })}` : null}
          {prior ? (
            <>
              {' · '}
              {t('plan.lowest')} <Money value={prior} />
            </>
          ) : null}
        </p>
      </div>
      {state === 'over' ? null : (
        <Action needs="prices.write" variant="default" size="xs" loading={isBusy} onClick={end}>
          {t(state === 'running' ? 'plan.end_now' : 'plan.cancel')}
        </Action>
      )}
    </li>
  );
}
