import { Button, MultiSelect, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Block, CategoryBlock, ColumnsBlock, HeroBlock, ProductBlock } from '../../api/model';
import { useWords } from '../../i18n';
import { allCategories, categoryOptions } from '../../ui/categories.ts';
import { ProductsInput } from '../../ui/form/ProductsInput';
import classes from './content.module.css';
import { BlockButtons } from './BlockButtons';
import { PictureFields, type Urls } from '../../ui/PictureFields';
import { CollectionInput } from './CollectionInput';
import { LanguageTexts, type Texts } from '../../ui/LanguageTexts';
import { Ordered } from './Ordered';

const MOST_PRODUCTS = 24;

interface HeroFieldsProps {
  block: HeroBlock;
  set: (block: Block) => void;
  title: ReactNode;
  urls: Urls;
}

export function HeroFields({ block, set, title, urls }: HeroFieldsProps) {
  const { t } = useWords();
  const texts = (name: 'overline' | 'text') => (value: Texts) => set({ ...block, [name]: value });
  const buttons = block.buttons ?? [];
  return (
    <>
      <LanguageTexts
        label={t('content.overline')}
        value={block.overline}
        change={texts('overline')}
      />
      {title}
      <LanguageTexts
        label={t('content.lead')}
        value={block.text}
        change={texts('text')}
        lines={2}
        most={2000}
      />
      <Select
        label={t('content.picture')}
        allowDeselect={false}
        data={[
          { value: 'own', label: t('content.picture_own') },
          { value: 'best', label: t('content.picture_best') },
          { value: 'products', label: t('content.picture_products') },
          { value: 'none', label: t('content.picture_none') },
        ]}
        value={block.picture ?? 'best'}
        onChange={(picture) => set({ ...block, picture: picture as 'best' })}
      />
      {block.picture === 'own' ? (
        <PictureFields
          needs="content.write"
          picture={block.image ?? null}
          urls={urls}
          change={(image) => set({ ...block, image })}
        />
      ) : null}
      {block.picture === 'products' ? (
        <ProductsInput
          label={t('content.chosen_products')}
          most={MOST_PRODUCTS}
          value={block.products ?? []}
          change={(products) => set({ ...block, products: [...products] })}
        />
      ) : null}
      <BlockButtons buttons={buttons} change={(changed) => set({ ...block, buttons: changed })} />
    </>
  );
}

function useCategoryOptions() {
  const { locale } = useWords();
  const { data = [] } = useQuery(allCategories());
  return categoryOptions(data, locale).map(([value, label]) => ({ value, label }));
}

export function CategoriesFields({
  block,
  set,
}: {
  block: CategoryBlock;
  set: (block: Block) => void;
}) {
  const { t } = useWords();
  return (
    <MultiSelect
      label={t('content.chosen_categories')}
      description={t('content.chosen_categories_hint')}
      data={useCategoryOptions()}
      searchable
      hidePickedOptions
      nothingFoundMessage={t('form.none_found')}
      value={block.categories ?? []}
      onChange={(categories) => set({ ...block, categories })}
    />
  );
}

export function ProductsFields({
  block,
  set,
}: {
  block: ProductBlock;
  set: (block: Block) => void;
}) {
  const { t } = useWords();
  const categories = useCategoryOptions();
  return (
    <>
      <Select
        label={t('content.source')}
        allowDeselect={false}
        data={[
          { value: 'featured', label: t('content.source_featured') },
          { value: 'newest', label: t('content.source_newest') },
          { value: 'category', label: t('content.source_category') },
          { value: 'collection', label: t('content.source_collection') },
          { value: 'chosen', label: t('content.source_chosen') },
        ]}
        value={block.source ?? 'featured'}
        onChange={(source) => set({ ...block, source: source as 'featured' })}
      />
      {block.source === 'category' ? (
        <Select
          label={t('content.to_category')}
          searchable
          data={categories}
          nothingFoundMessage={t('form.none_found')}
          value={block.category ?? null}
          onChange={(category) => set({ ...block, category })}
        />
      ) : null}
      {block.source === 'collection' ? (
        <CollectionInput
          value={block.collection ?? null}
          change={(collection) => set({ ...block, collection })}
        />
      ) : null}
      {block.source === 'chosen' ? (
        <ProductsInput
          label={t('content.chosen_products')}
          most={MOST_PRODUCTS}
          value={block.products ?? []}
          change={(products) => set({ ...block, products: [...products] })}
        />
      ) : (
        <Select
          label={t('content.count')}
          allowDeselect={false}
          data={['4', '8', '12', '16', '24']}
          value={String(block.count ?? 8)}
          onChange={(count) => set({ ...block, count: Number(count) })}
        />
      )}
    </>
  );
}

export function ColumnsFields({
  block,
  set,
}: {
  block: ColumnsBlock;
  set: (block: Block) => void;
}) {
  const { t } = useWords();
  const columns = block.columns ?? [];
  return (
    <div className={classes.below}>
      <Ordered
        items={columns}
        change={(changed) => set({ ...block, columns: [...changed] })}
        name={(_, at) => t('content.column', { number: at + 1 })}
        draw={(column, write) => (
          <>
            <LanguageTexts
              label={t('content.title')}
              value={column.title}
              change={(title) => write({ ...column, title })}
            />
            <LanguageTexts
              label={t('content.text')}
              value={column.text}
              change={(text) => write({ ...column, text })}
              lines={2}
              most={2000}
            />
          </>
        )}
      />
      {columns.length < 4 ? (
        <div>
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            onClick={() => set({ ...block, columns: [...columns, {}] })}
          >
            {t('content.add_column')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
