import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { Product, ProductStatus } from '../../api/model';
import {
  getGetProductQueryKey,
  getListProductsQueryKey,
  getProduct,
  useEditProduct,
} from '../../api/products';
import { Problem } from '../../fetching.ts';
import { useChoices } from '../../ui/choices.ts';
import { LOCALES, useWords, type Locale } from '../../i18n';
import { Choice } from '../../ui/Filters';
import { Action } from '../../ui/Guarded';
import { Leaving } from '../../ui/Leaving';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

const STATUSES: readonly ProductStatus[] = ['active', 'draft', 'archived'];

const FIELDS = ['name', 'description'] as const;
type Field = (typeof FIELDS)[number];

interface Change {
  language: Locale;
  field: Field;
  text: string;
}

type Texts = Record<Locale, { name: string; description: string }>;

function textsOf(product: Product): Texts {
  const text = (locale: Locale) => ({
    name: product.texts[locale]?.name ?? '',
    description: product.texts[locale]?.description ?? '',
  });
  return { es: text('es'), en: text('en') };
}

export function ProductTexts({ product }: { product: Product }) {
  const { t, word, locale } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const { languages } = useChoices();
  const [language, setLanguage] = useState(locale);
  const [texts, setTexts] = useState(() => textsOf(product));
  const [status, setStatus] = useState(product.status);
  // What was read when the writing began; after a conflict what somebody else has saved since.
  const [base, setBase] = useState(product);
  const [theirs, setTheirs] = useState<Change[] | null>(null);
  const key = getGetProductQueryKey(product.id);
  const save = useEditProduct({
    mutation: {
      onSuccess: async () => {
        setBase((old) => ({ ...old, status, texts }));
        setTheirs(null);
        toast.done('products.saved');
        await refresh(key, getListProductsQueryKey());
      },
      onError: (failure) => {
        if (failure instanceof Problem && failure.code === 'conflict')
          return void meetTheirs().catch(toast.failed);
        toast.failed(failure);
      },
    },
  });
  /** What they changed and I did not becomes theirs; what I changed stays, to be saved over theirs. */
  async function meetTheirs() {
    const fresh = await getProduct(product.id);
    const [read, now] = [textsOf(base), textsOf(fresh)];
    const merged = structuredClone(texts);
    const changes: Change[] = [];
    for (const one of LOCALES) {
      for (const field of FIELDS) {
        if (now[one][field] === read[one][field]) continue;
        changes.push({ language: one, field, text: now[one][field] });
        if (texts[one][field] === read[one][field]) merged[one][field] = now[one][field];
      }
    }
    if (status === base.status) setStatus(fresh.status);
    setTexts(merged);
    setTheirs(changes);
    setBase(fresh);
  }
  const isChanged =
    status !== base.status || JSON.stringify(texts) !== JSON.stringify(textsOf(base));
  function adopt(read: Product) {
    setBase(read);
    setTexts(textsOf(read));
    setStatus(read.status);
    setTheirs(null);
  }
  // Read again in the background: where nothing was typed, what stands there now is shown.
  if (product.version > base.version && !isChanged) adopt(product);
  function change(field: Field, value: string) {
    setTexts((old) => ({ ...old, [language]: { ...old[language], [field]: value } }));
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    const filled = Object.fromEntries(
      LOCALES.filter((one) => texts[one].name.trim()).map((one) => [one, texts[one]]),
    );
    save.mutate({
      productId: product.id,
      data: { version: base.version, status, texts: filled },
    });
  }
  return (
    <Panel
      title={t('products.texts')}
      aside={
        <Choice
          label={t('products.language')}
          value={language}
          change={setLanguage}
          options={languages.map((one) => [one, t(`language.${one}`)] as const)}
        />
      }
    >
      <form className={ui.form} onSubmit={submit}>
        <Leaving isChanged={isChanged && !save.isPending} />
        {theirs === null ? null : (
          <div role="alert" className={ui.form}>
            <span className={ui.minus}>{t('products.conflict')}</span>
            <ul>
              {theirs.map((one) => (
                <li key={`${one.language}${one.field}`}>
                  {t(`language.${one.language}`)}, {t(`products.${one.field}`)}:{' '}
                  <q lang={one.language}>{one.text}</q>
                </li>
              ))}
            </ul>
            <div>
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  adopt(base);
                  void refresh(key);
                }}
              >
                {t('products.load_again')}
              </Button>
            </div>
          </div>
        )}
        <TextInput
          label={t('products.name')}
          required
          maxLength={200}
          lang={language}
          value={texts[language].name}
          onChange={(event) => change('name', event.currentTarget.value)}
        />
        <Textarea
          label={t('products.description')}
          autosize
          minRows={4}
          maxRows={14}
          maxLength={20000}
          lang={language}
          value={texts[language].description}
          onChange={(event) => change('description', event.currentTarget.value)}
        />
        <Select
          label={t('products.status')}
          allowDeselect={false}
          value={status}
          data={STATUSES.map((one) => ({ value: one, label: word('product', one) }))}
          onChange={(chosen) => {
            if (chosen) setStatus(chosen);
          }}
        />
        <div className={ui.end}>
          <Action needs="products.write" type="submit" loading={save.isPending}>
            {t('action.save')}
          </Action>
        </div>
      </form>
    </Panel>
  );
}
