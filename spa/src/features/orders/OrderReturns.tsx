import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { getListOrderReturnsQueryOptions } from '../../api/returns';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Status } from '../../ui/Status';
import { OpenReturn } from './OpenReturn';
import classes from './orders.module.css';

/** An order's returns, and the way to open one for its buyer. */
export function OrderReturns({ number, currency }: { number: string; currency: string }) {
  const { t, word } = useWords();
  const [isOpening, setOpening] = useState(false);
  const { data } = useQuery(getListOrderReturnsQueryOptions(number));
  if (!data) return null;
  const isAnyLeft = data.lines.some((line) => line.left > 0);
  if (!isAnyLeft && data.items.length === 0) return null;
  return (
    <Panel
      title={t('nav.returns')}
      aside={
        <Action
          needs="orders.refund"
          size="xs"
          variant="default"
          because={isAnyLeft ? undefined : t('returns.nothing_left')}
          onClick={() => setOpening(true)}
        >
          {t('returns.open')}
        </Action>
      }
    >
      {data.items.length === 0 ? (
        <span className={ui.soft}>{t('returns.none')}</span>
      ) : (
        <ul className={classes.lines}>
          {data.items.map((one) => (
            <li key={one.id}>
              <Link className={ui.link} to="/returns/$number" params={{ number: one.number }}>
                {one.number} · {word('return_kind', one.kind)}
              </Link>
              <Status family="return_status" code={one.status} />
            </li>
          ))}
        </ul>
      )}
      {isOpening ? (
        <OpenReturn
          number={number}
          currency={currency}
          found={data}
          close={() => setOpening(false)}
        />
      ) : null}
    </Panel>
  );
}
