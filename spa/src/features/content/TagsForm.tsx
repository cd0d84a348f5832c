import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { getGetTagsQueryKey, getTags, saveTags } from '../../api/content';
import type { ShopTags, Tag, Tags } from '../../api/model';
import { useWords } from '../../i18n';
import type { Field } from '../../ui/form/field.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import classes from './content.module.css';
import { DocumentForm } from './DocumentForm';
import { Ordered } from './Ordered';
import { TagFields } from './TagFields';

const MOST_TAGS = 20;
const NEW: Tag = { key: '', category: 'statistics', vendor: '' };

interface Values {
  tags: readonly Tag[];
}

/** The scripts of others that pages load once a reader has agreed. */
export function TagsForm({ found }: { found: ShopTags }) {
  const { t } = useWords();
  const fields: Field<Values>[] = [
    {
      kind: 'own',
      name: 'tags',
      label: t('tags.title'),
      draw: (form, error) => (
        <div className={classes.list}>
          <Ordered
            items={form.values.tags}
            change={(tags) => form.set({ tags })}
            name={(tag, at) => tag.vendor || t('tags.number', { number: at + 1 })}
            draw={(tag, set) => <TagFields tag={tag} set={set} />}
          />
          {error ? <p role="alert">{error}</p> : null}
          {form.values.tags.length < MOST_TAGS ? (
            <div>
              <Button
                variant="default"
                leftSection={<IconPlus size={16} />}
                onClick={() => form.set({ tags: [...form.values.tags, NEW] })}
              >
                {t('tags.add')}
              </Button>
            </div>
          ) : null}
        </div>
      ),
      inWords: ({ tags }) => tags.map(({ vendor }) => vendor).join(', '),
    },
  ];
  return (
    <DocumentForm<Tags, Values>
      edition={found}
      fields={fields}
      valuesOf={({ tags = [] }) => ({ tags })}
      read={getTags}
      write={({ tags }, version) => saveTags({ tags: [...tags] }, ifMatch(version))}
      name="tags"
      title={t('tags.others')}
      queryKey={getGetTagsQueryKey()}
      needs="settings.write"
    >
      <p>{t('tags.others_lead')}</p>
    </DocumentForm>
  );
}
