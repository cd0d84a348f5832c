import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
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
}

/** Things in an order that is changed by buttons: with the keyboard as with the mouse. */
export function Ordered<T>({ items, change, name, draw }: OrderedProps<T>) {
  const { t } = useWords();
  const swapped = (at: number, other: number) => {
    const [one, two] = [items[at], items[other]];
    return items.map((item, place) =>
      place === at ? (two ?? item) : place === other ? (one ?? item) : item,
    );
  };
  return (
    <ol className={classes.list}>
      {items.map((item, at) => {
        const named = name(item, at);
        return (
          // What stands at a place is what one edits: its place is its key.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} className={classes.card}>
            <div className={classes.head}>
              <span>{named}</span>
              {button(
                t('content.up', { name: named }),
                <IconArrowUp size={17} />,
                () => change(swapped(at, at - 1)),
                at === 0,
              )}
              {button(
                t('content.down', { name: named }),
                <IconArrowDown size={17} />,
                () => change(swapped(at, at + 1)),
                at === items.length - 1,
              )}
              {button(
                t('content.remove', { name: named }),
                <IconTrash size={17} />,
                () => change(items.filter((_, place) => place !== at)),
                false,
              )}
            </div>
            {draw(
              item,
              (changed) => change(items.map((old, place) => (place === at ? changed : old))),
              at,
            )}
          </li>
        );
      })}
    </ol>
  );
}
