import { ActionIcon, Button, Select } from '@mantine/core';
import {
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconArrowDown,
  IconArrowUp,
  IconGripVertical,
  IconTrash,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import type { CollectionProduct } from '../api/model';
import { getListProductsQueryOptions } from '../api/products';
import { useWords } from '../i18n';
import { moved, placeOf } from './chosenOrder.ts';
import ui from './layout.module.css';
import classes from './ChosenProducts.module.css';

/** So many rows at once: what is further down is reached by "show more", or by its number. */
const AT_ONCE = 100;
/** The kind of what is dragged: a row of this list, by its place. */
const DRAGGED = 'application/x-chosen-product';

interface ChosenProps {
  chosen: readonly CollectionProduct[];
  change: (chosen: CollectionProduct[]) => void;
  error: string | undefined;
}

/** Products by hand, in their order; one is found by its name or SKU. */
export function ChosenProducts({ chosen, change, error }: ChosenProps) {
  const { t, n, locale } = useWords();
  const [query, setQuery] = useState('');
  const [shown, setShown] = useState(AT_ONCE);
  const [said, setSaid] = useState('');
  const { data } = useQuery(getListProductsQueryOptions({ q: query, language: locale, limit: 20 }));
  const found = (data?.items ?? []).filter(({ id }) => chosen.every((one) => one.id !== id));
  function move(at: number, to: number) {
    const name = chosen[at]?.name ?? '';
    change(moved(chosen, at, to));
    setSaid(t('chosen.moved', { name, place: to + 1, count: chosen.length }));
  }
  return (
    <div className={ui.form}>
      <Select
        label={t('collections.add_product')}
        data={found.map(({ id, name }) => ({ value: id, label: name }))}
        filter={({ options }) => options}
        searchable
        searchValue={query}
        onSearchChange={setQuery}
        nothingFoundMessage={t('form.none_found')}
        value={null}
        onChange={(id) => {
          const product = found.find((one) => one.id === id);
          if (product) change([...chosen, { id: product.id, name: product.name }]);
          setQuery('');
        }}
      />
      {chosen.length === 0 ? <p className={ui.soft}>{t('collections.no_products')}</p> : null}
      <ol className={classes.chosen}>
        {chosen.slice(0, shown).map(({ id, name }, at) => (
          <Row
            key={id}
            name={name}
            at={at}
            count={chosen.length}
            move={move}
            remove={() => change(chosen.filter((one) => one.id !== id))}
          />
        ))}
      </ol>
      {chosen.length > shown ? (
        <Button variant="default" onClick={() => setShown(shown + AT_ONCE)}>
          {n('chosen.more', chosen.length - shown)}
        </Button>
      ) : null}
      <p className={classes.said} role="status">
        {said}
      </p>
      {error ? <p className={ui.minus}>{error}</p> : null}
    </div>
  );
}

interface RowProps {
  name: string;
  at: number;
  count: number;
  move: (at: number, to: number) => void;
  remove: () => void;
}

/** A handle for the mouse and the arrow keys, a number for far away, buttons for a finger. */
function Row({ name, at, count, move, remove }: RowProps) {
  const { t } = useWords();
  const [isOver, setOver] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const last = count - 1;
  const steps = [
    ['chosen.top', 0, IconArrowBarToUp],
    ['categories.up', at - 1, IconArrowUp],
    ['categories.down', at + 1, IconArrowDown],
    ['chosen.bottom', last, IconArrowBarToDown],
  ] as const;
  function press(event: KeyboardEvent) {
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to !== at && to >= 0 && to <= last) move(at, to);
  }
  function place() {
    const to = placeOf(typed, count);
    setTyped(null);
    if (to !== null && to !== at) move(at, to);
  }
  return (
    <li>
      <span
        className={classes.row}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(DRAGGED)) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false);
          const from = event.dataTransfer.getData(DRAGGED);
          if (from === '') return;
          event.preventDefault();
          if (Number(from) !== at) move(Number(from), at);
        }}
      >
        <button
          type="button"
          className={classes.handle}
          draggable
          aria-label={t('chosen.move', { name })}
          title={t('chosen.move_hint')}
          onDragStart={(event) => event.dataTransfer.setData(DRAGGED, String(at))}
          onKeyDown={press}
        >
          <IconGripVertical size={16} aria-hidden="true" />
        </button>
        <input
          className={classes.place}
          inputMode="numeric"
          autoComplete="off"
          maxLength={5}
          aria-label={t('chosen.place', { name })}
          value={typed ?? String(at + 1)}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={place}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            place();
          }}
        />
        <span className={classes.name}>{name}</span>
        <span className={classes.steps}>
          {steps.map(([label, to, Sign]) => (
            <ActionIcon
              key={label}
              aria-label={t(label, { name })}
              disabled={to < 0 || to > last || to === at}
              onClick={() => move(at, to)}
            >
              <Sign size={17} />
            </ActionIcon>
          ))}
          <ActionIcon aria-label={t('settings.remove_row', { name })} onClick={remove}>
            <IconTrash size={17} />
          </ActionIcon>
        </span>
      </span>
    </li>
  );
}
