import { TextInput } from '@mantine/core';
import type { Block } from '../../api/model';
import { useWords } from '../../i18n';
import { fromLocal, toLocal } from '../../ui/form/moments.ts';
import classes from './content.module.css';

/** From and until when a block is shown; empty for always. */
export function BlockTimes({ block, set }: { block: Block; set: (block: Block) => void }) {
  const { t } = useWords();
  const moment = (name: 'starts_at' | 'ends_at', label: string) => (
    <TextInput
      type="datetime-local"
      label={label}
      value={toLocal(block[name] ?? null) ?? ''}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        set({ ...block, [name]: typed ? fromLocal(typed) : null });
      }}
    />
  );
  return (
    <div className={classes.languages}>
      {moment('starts_at', t('pages.from'))}
      {moment('ends_at', t('pages.until'))}
    </div>
  );
}
