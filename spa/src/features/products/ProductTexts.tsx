import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { Product, ProductStatus } from '../../api/model';
import { getGetProductQueryKey, getListProductsQueryKey, useEditProduct } from '../../api/products';
import { Problem } from '../../fetching.ts';
import { useChoices } from '../../ui/choices.ts';
import { LOCALES, useWords, type Locale } from '../../i18n';
import { Choice } from '../../ui/Filters';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

const STATUSES: readonly ProductStatus[] = ['active', 'draft', 'archived'];

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
  const [isConflict, setConflict] = useState(false);
  const key = getGetProductQueryKey(product.id);
  const save = useEditProduct({
    mutation: {
      onSuccess: async () => {
        toast.done('products.saved');
        await refresh(key, getListProductsQueryKey());
      },
      onError: (failure) => {
        if (failure instanceof Problem && failure.code === 'conflict') setConflict(true);
        else toast.failed(failure);
      },
    },
  });
  function change(field: 'name' | 'description', value: string) {
    setTexts((old) => ({ ...old, [language]: { ...old[language], [field]: value } }));
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    const filled = Object.fromEntries(
      LOCALES.filter((one) => texts[one].name.trim()).map((one) => [one, texts[one]]),
    );
    save.mutate({
      productId: product.id,
      data: { version: product.version, status, texts: filled },
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
        {isConflict ? (
          <div role="alert" className={ui.row}>
            <span className={ui.minus}>{t('products.conflict')}</span>
            <Button size="xs" variant="default" onClick={() => void refresh(key)}>
              {t('products.load_again')}
            </Button>
          </div>
        ) : null}
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
