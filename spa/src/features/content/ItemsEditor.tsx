import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { MenuItem, MenuSubItem } from '../../api/model';
import { useWords } from '../../i18n';
import classes from './content.module.css';
import { LanguageTexts } from '../../ui/LanguageTexts';
import { Ordered } from './Ordered';
import { TargetInput } from './TargetInput';
import { NOWHERE } from './targets.ts';

const MOST = 12;

interface ItemsEditorProps {
  items: readonly MenuItem[];
  change: (items: readonly MenuItem[]) => void;
}

/** A menu: entries in their order, each with what stands below it. */
export function ItemsEditor({ items, change }: ItemsEditorProps) {
  const { t, locale } = useWords();
  const name = (item: MenuItem | MenuSubItem, at: number) =>
    item.labels?.[locale] || t('content.entry', { number: at + 1 });
  return (
    <div className={classes.list}>
      <Ordered
        items={items}
        change={change}
        name={name}
        draw={(item, set) => (
          <>
            <TargetInput
              value={item.target ?? null}
              none={t('content.only_children')}
              change={(target) => set({ ...item, target })}
            />
            <LanguageTexts
              label={t('content.label')}
              hint={t('content.label_hint')}
              value={item.labels}
              change={(labels) => set({ ...item, labels })}
            />
            <Children
              items={item.children ?? []}
              name={name}
              change={(children) => set({ ...item, children: [...children] })}
            />
          </>
        )}
      />
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          disabled={items.length >= MOST}
          onClick={() => change([...items, { target: NOWHERE, labels: {}, children: [] }])}
        >
          {t('content.add_entry')}
        </Button>
      </div>
    </div>
  );
}

interface ChildrenProps {
  items: readonly MenuSubItem[];
  change: (items: readonly MenuSubItem[]) => void;
  name: (item: MenuSubItem, at: number) => string;
}

function Children({ items, change, name }: ChildrenProps) {
  const { t } = useWords();
  return (
    <div className={classes.below}>
      <Ordered
        items={items}
        change={change}
        name={name}
        draw={(item, set) => (
          <>
            <TargetInput
              value={item.target}
              change={(target) => set({ ...item, target: target ?? NOWHERE })}
            />
            <LanguageTexts
              label={t('content.label')}
              value={item.labels}
              change={(labels) => set({ ...item, labels })}
            />
          </>
        )}
      />
      <div>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          disabled={items.length >= MOST}
          onClick={() => change([...items, { target: NOWHERE, labels: {} }])}
        >
          {t('content.add_below')}
        </Button>
      </div>
    </div>
  );
}
