import { ActionIcon, Button, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Choices, ProductOption } from '../../../api/model';
import { useWords } from '../../../i18n';
import { useChoices } from '../../../ui/choices.ts';
import { languageName } from '../../../ui/form/names.ts';
import { FormDialog } from '../../../ui/FormDialog';
import classes from './OptionsDialog.module.css';
import { countOf, MAX_VARIANTS } from './generating.ts';

const MOST = 3;

interface Draft {
  /** Empty until the option has been saved once: its name makes it then. */
  key: string;
  id: number;
  names: Readonly<Record<string, string>>;
  values: ProductOption['values'];
}

let opened = 0;

function draftOf(option: ProductOption, language: string, known: Choices['option_words']): Draft {
  opened += 1;
  const name =
    option.names[language] ?? known[language]?.['option']?.[option.key] ?? titled(option.key);
  return { ...option, id: opened, names: { ...option.names, [language]: name } };
}

function titled(key: string): string {
  const text = key.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function keyOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
}

/** What variants differ in: up to three options, their values in order, and how other languages call them. */
export function OptionsDialog({
  options,
  choose,
  close,
}: {
  options: readonly ProductOption[];
  choose: (options: readonly ProductOption[]) => void;
  close: () => void;
}) {
  const { t, n } = useWords();
  const { languages, option_words: known } = useChoices();
  const [language = 'en', ...others] = languages;
  const [drafts, setDrafts] = useState<readonly Draft[]>(() =>
    options.length > 0
      ? options.map((option) => draftOf(option, language, known))
      : [{ key: '', id: 0, names: {}, values: [] }],
  );
  const [isTried, tried] = useState(false);
  const wanted = drafts.map(({ key, names, values }) => ({
    key: key || keyOf(names[language] ?? ''),
    names,
    values,
  }));
  const count = countOf(wanted);
  const keys = wanted.map(({ key }) => key);
  const isTwice = new Set(keys).size < keys.length;
  const isReady =
    wanted.every(({ key, values }) => key !== '' && values.length > 0) &&
    !isTwice &&
    count <= MAX_VARIANTS;
  function set(id: number, part: Partial<Draft>) {
    setDrafts((old) => old.map((draft) => (draft.id === id ? { ...draft, ...part } : draft)));
  }
  function add() {
    opened += 1;
    setDrafts((old) => [...old, { key: '', id: opened, names: {}, values: [] }]);
  }
  function submit() {
    tried(true);
    if (!isReady) return undefined;
    choose(wanted);
    close();
    return Promise.resolve();
  }
  return (
    <FormDialog
      title={t('products.options')}
      close={close}
      confirm={t('products.options_use')}
      submit={submit}
      size="lg"
    >
      <p className={classes.hint}>{t('products.options_hint')}</p>
      {drafts.map((draft) => (
        <OptionDraft
          key={draft.id}
          draft={draft}
          language={language}
          others={others}
          isTried={isTried}
          set={(part) => set(draft.id, part)}
          remove={() => setDrafts((old) => old.filter(({ id }) => id !== draft.id))}
        />
      ))}
      <div className={classes.foot}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={drafts.length >= MOST}
          onClick={add}
        >
          {t('products.option_add')}
        </Button>
        <output data-wrong={count > MAX_VARIANTS || isTwice || undefined}>
          {isTwice
            ? t('products.options_twice')
            : count > MAX_VARIANTS
              ? t('products.options_too_many')
              : n('products.options_make', count)}
        </output>
      </div>
    </FormDialog>
  );
}

interface OptionDraftProps {
  draft: Draft;
  language: string;
  others: readonly string[];
  isTried: boolean;
  set: (part: Partial<Draft>) => void;
  remove: () => void;
}

function OptionDraft({ draft, language, others, isTried, set, remove }: OptionDraftProps) {
  const { t, locale } = useWords();
  const { names, values } = draft;
  const name = names[language] ?? '';
  return (
    <fieldset className={classes.option}>
      <legend className={classes.heard}>{name || t('products.option_name')}</legend>
      <div className={classes.names}>
        <TextInput
          label={t('products.option_name')}
          placeholder={t('products.option_example')}
          lang={language}
          maxLength={60}
          value={name}
          error={isTried && name.trim() === '' ? t('form.required') : undefined}
          onChange={(event) => set({ names: { ...names, [language]: event.currentTarget.value } })}
        />
        {others.map((other) => (
          <TextInput
            key={other}
            label={`${t('products.option_name')} · ${languageName(other, locale)}`}
            lang={other}
            maxLength={60}
            value={names[other] ?? ''}
            onChange={(event) => set({ names: { ...names, [other]: event.currentTarget.value } })}
          />
        ))}
        <ActionIcon
          className={classes.remove}
          size="lg"
          aria-label={t('products.option_remove', { name: name || t('products.option_name') })}
          onClick={remove}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </div>
      <TagsInput
        label={t('products.option_values')}
        description={t('products.option_values_hint')}
        lang={language}
        splitChars={[',', ';', '\t']}
        acceptValueOnBlur
        maxTags={250}
        value={values.map(({ code }) => code)}
        error={isTried && values.length === 0 ? t('form.required') : undefined}
        onChange={(codes) =>
          set({
            values: codes.map(
              (code) => values.find((value) => value.code === code) ?? { code, names: {} },
            ),
          })
        }
      />
      {values.length > 0 && others.length > 0 ? (
        <details className={classes.translations}>
          <summary>{t('products.option_translations')}</summary>
          <div className={classes.grid}>
            {values.map((value) =>
              others.map((other) => (
                <TextInput
                  key={`${value.code}${other}`}
                  label={`${value.code} · ${languageName(other, locale)}`}
                  lang={other}
                  maxLength={100}
                  value={value.names[other] ?? ''}
                  onChange={(event) => {
                    const text = event.currentTarget.value;
                    set({
                      values: values.map((one) =>
                        one.code === value.code
                          ? { ...one, names: { ...one.names, [other]: text } }
                          : one,
                      ),
                    });
                  }}
                />
              )),
            )}
          </div>
        </details>
      ) : null}
    </fieldset>
  );
}
