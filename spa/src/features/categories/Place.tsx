import { ActionIcon } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import {
  IconArrowDown,
  IconArrowUp,
  IconGripVertical,
  IconIndentDecrease,
  IconIndentIncrease,
} from '@tabler/icons-react';
import { useState, type DragEvent, type KeyboardEvent } from 'react';
import type { Category } from '../../api/model';
import { useWords } from '../../i18n';
import { categoryName } from '../../ui/categories.ts';
import { dropped, stepped, type Move, type Step } from '../../ui/categoryTree.ts';
import ui from '../../ui/layout.module.css';
import classes from './categories.module.css';

/** The kind of what is dragged: a category of this page, by its id. */
const DRAGGED = 'application/x-category';

const KEYS: Readonly<Partial<Record<string, Step>>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowRight: 'in',
  ArrowLeft: 'out',
};

interface PlaceProps {
  all: readonly Category[];
  category: Category;
  canWrite: boolean;
  move: (move: Move) => void;
}

/** Its upper third is before it. */
function whereOf({ clientY, currentTarget }: DragEvent): 'before' | 'inside' {
  const { top, height } = currentTarget.getBoundingClientRect();
  return clientY < top + height / 3 ? 'before' : 'inside';
}

/** Its name, as far in as it stands, with a handle to drag it by, which takes the arrow keys too. */
export function PlacedName({ all, category, canWrite, move }: PlaceProps) {
  const { t, locale } = useWords();
  const [over, setOver] = useState<'before' | 'inside' | null>(null);
  const name = categoryName(category, locale);
  function press(event: KeyboardEvent) {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = stepped(all, category, step);
    if (next) move(next);
  }
  return (
    <span
      className={classes.placed}
      data-depth={category.path.length}
      data-over={over ?? undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        setOver(whereOf(event));
      }}
      onDragLeave={() => setOver(null)}
      onDrop={(event) => {
        setOver(null);
        const id = event.dataTransfer.getData(DRAGGED);
        if (id === '') return;
        event.preventDefault();
        const next = dropped(all, id, category, whereOf(event));
        if (next) move(next);
      }}
    >
      {canWrite ? (
        <button
          type="button"
          className={classes.handle}
          draggable
          aria-label={t('categories.move', { name })}
          title={t('categories.move_hint')}
          onDragStart={(event) => event.dataTransfer.setData(DRAGGED, category.id)}
          onKeyDown={press}
        >
          <IconGripVertical size={16} aria-hidden="true" />
        </button>
      ) : null}
      <Link className={ui.link} to="/categories/$categoryId" params={{ categoryId: category.id }}>
        {name}
      </Link>
    </span>
  );
}

const STEPS = [
  ['up', 'categories.up', IconArrowUp],
  ['down', 'categories.down', IconArrowDown],
  ['out', 'categories.out', IconIndentDecrease],
  ['in', 'categories.in', IconIndentIncrease],
] as const;

/** The same moves as buttons, for a finger. */
export function Steps({ all, category, canWrite, move }: PlaceProps) {
  const { t, locale } = useWords();
  if (!canWrite) return null;
  return (
    <span className={ui.price}>
      {STEPS.map(([step, label, Sign]) => {
        const next = stepped(all, category, step);
        return (
          <ActionIcon
            key={step}
            aria-label={t(label, { name: categoryName(category, locale) })}
            disabled={next === null}
            onClick={() => next && move(next)}
          >
            <Sign size={17} />
          </ActionIcon>
        );
      })}
    </span>
  );
}
