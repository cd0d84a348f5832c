import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronRight, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../i18n';
import classes from './content.module.css';

function button(label: string, icon: ReactNode, act: () => void, isOff: boolean): ReactNode {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      disabled={isOff}
      onClick={act}
    >
      {icon}
    </ActionIcon>
  );
}

interface OrderedProps<T> {
  items: readonly T[];
  change: (items: readonly T[]) => void;
  name: (item: T, at: number) => string;
  draw: (item: T, set: (changed: T) => void, at: number) => ReactNode;
  /** Each shows its name alone until it is opened; a new one is open. */
  isFolded?: boolean;
}

/** Which places are open, moved along with what stands there. */
function useOpen(count: number) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [known, setKnown] = useState(count);
  if (count !== known) {
    setKnown(count);
    if (count === known + 1) setOpen(new Set([...open, known]));
  }
  const move = (to: (place: number) => number | null) =>
    setOpen(new Set([...open].map(to).filter((place) => place !== null)));
  return {
    open,
    toggle: (at: number) =>
      setOpen(new Set(open.has(at) ? [...open].filter((one) => one !== at) : [...open, at])),
    swap: (at: number, other: number) =>
      move((place) => (place === at ? other : place === other ? at : place)),
    drop: (at: number) => move((place) => (place === at ? null : place > at ? place - 1 : place)),
  };
}

/** Things in an order that is changed by buttons: with the keyboard as with the mouse. */
export function Ordered<T>({ items, change, name, draw, isFolded = false }: OrderedProps<T>) {
  const { t } = useWords();
  const folds = useOpen(items.length);
  const swap = (at: number, other: number) => {
    const [one, two] = [items[at], items[other]];
    folds.swap(at, other);
    change(
      items.map((item, place) =>
        place === at ? (two ?? item) : place === other ? (one ?? item) : item,
      ),
    );
  };
  return (
    <ol className={classes.list}>
      {items.map((item, at) => {
        const named = name(item, at);
        const isOpen = !isFolded || folds.open.has(at);
        return (
          // What stands at a place is what one edits: its place is its key.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} className={classes.card}>
            <div className={classes.head}>
              {isFolded ? (
                <button
                  type="button"
                  className={classes.fold}
                  aria-expanded={isOpen}
                  onClick={() => folds.toggle(at)}
                >
                  <IconChevronRight size={17} aria-hidden />
                  {named}
                </button>
              ) : (
                <span>{named}</span>
              )}
              {button(
                t('content.up', { name: named }),
                <IconArrowUp size={17} />,
                () => swap(at, at - 1),
                at === 0,
              )}
              {button(
                t('content.down', { name: named }),
                <IconArrowDown size={17} />,
                () => swap(at, at + 1),
                at === items.length - 1,
              )}
              {button(
                t('content.remove', { name: named }),
                <IconTrash size={17} />,
                () => {
                  folds.drop(at);
                  change(items.filter((_, place) => place !== at));
                },
                false,
              )}
            </div>
            {isOpen
              ? draw(
                  item,
                  (changed) => change(items.map((old, place) => (place === at ? changed : old))),
                  at,
                )
              : null}
          </li>
        );
      })}
    </ol>
  );
}
