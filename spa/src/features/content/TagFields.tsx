import { Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { TagCategory, TagSource, type Tag } from '../../api/model';
import { useWords } from '../../i18n';
import classes from './content.module.css';
import { LanguageTexts } from '../../ui/LanguageTexts';

const CATEGORIES = Object.values(TagCategory);
const SOURCES = Object.values(TagSource);

interface TagFieldsProps {
  tag: Tag;
  set: (changed: Tag) => void;
}

/** One script of others: what it is for, where it comes from, and what it may reach. */
export function TagFields({ tag, set }: TagFieldsProps) {
  const { t, word } = useWords();
  const { sources = {} } = tag;
  return (
    <>
      <div className={classes.languages}>
        <TextInput
          label={t('tags.vendor')}
          required
          maxLength={200}
          value={tag.vendor}
          onChange={(event) => set({ ...tag, vendor: event.currentTarget.value })}
        />
        <Select
          label={t('tags.category')}
          allowDeselect={false}
          data={CATEGORIES.map((one) => ({ value: one, label: word('tag_category', one) }))}
          value={tag.category}
          onChange={(category) => set({ ...tag, category: category as TagCategory })}
        />
      </div>
      <TextInput
        label={t('tags.key')}
        description={t('tags.key_hint')}
        required
        maxLength={40}
        value={tag.key}
        onChange={(event) => set({ ...tag, key: event.currentTarget.value.trim().toLowerCase() })}
      />
      <LanguageTexts
        label={t('tags.purpose')}
        value={tag.purpose}
        change={(purpose) => set({ ...tag, purpose })}
        lines={2}
        most={2000}
      />
      <TextInput
        label={t('tags.script')}
        description={t('tags.script_hint')}
        type="url"
        maxLength={500}
        value={tag.script ?? ''}
        onChange={(event) => set({ ...tag, script: event.currentTarget.value })}
      />
      <Textarea
        label={t('tags.config')}
        description={t('tags.config_hint')}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={4000}
        spellCheck={false}
        value={tag.config ?? ''}
        onChange={(event) => set({ ...tag, config: event.currentTarget.value })}
      />
      <TagsInput
        label={t('tags.cookies')}
        description={t('tags.cookies_hint')}
        maxTags={30}
        value={tag.cookies ?? []}
        onChange={(cookies) => set({ ...tag, cookies })}
      />
      <details>
        <summary>{t('tags.sources')}</summary>
        <p>{t('tags.sources_hint')}</p>
        {SOURCES.map((kind) => (
          <TagsInput
            key={kind}
            label={word('tag_source', kind)}
            maxTags={20}
            value={sources[kind] ?? []}
            onChange={(origins) => set({ ...tag, sources: { ...sources, [kind]: origins } })}
          />
        ))}
      </details>
    </>
  );
}
