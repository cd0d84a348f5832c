import { Collapse, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../i18n';
import type { FormOf } from '../../ui/form/field.ts';
import { Fields } from '../../ui/form/Fields';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import classes from './products.module.css';
import { SearchPreview } from './SearchPreview';
import type { ProductValues } from './productValues.ts';

const ORGANISED = [
  'status',
  'publish_at',
  'category_id',
  'tags',
  'tax_class',
  'type_id',
  'typed',
  'attributes',
] as const;
const ADDRESS = ['handle', 'slug', 'seo_title', 'seo_description'] as const;

/** The parts of a product's form; `children` have the whole width below them. */
export function ProductPanels({
  form,
  children,
}: {
  form: FormOf<ProductValues>;
  children?: ReactNode;
}) {
  const { t } = useWords();
  return (
    <>
      <div className={ui.split}>
        <div className={ui.stack}>
          <Panel title={t('products.texts')}>
            <Fields form={form} only={['name', 'description']} />
          </Panel>
          <Addresses form={form} />
        </div>
        <Panel title={t('products.organisation')}>
          <Fields form={form} only={[...ORGANISED]} />
        </Panel>
      </div>
      {children}
    </>
  );
}

/** Seldom needed, so it is a glimpse until it is opened; what is wrong in it opens it. */
function Addresses({ form }: { form: FormOf<ProductValues> }) {
  const { t } = useWords();
  const [isWanted, want] = useState(false);
  const isOpen = isWanted || ADDRESS.some((name) => form.errors[name]);
  return (
    <Panel
      title={t('products.address_and_search')}
      aside={
        <UnstyledButton
          className={classes.unfold}
          aria-expanded={isOpen}
          onClick={() => want(!isOpen)}
        >
          {t(isOpen ? 'products.fold' : 'products.unfold')}
          <IconChevronDown size={16} aria-hidden="true" data-open={isOpen || undefined} />
        </UnstyledButton>
      }
    >
      <SearchPreview values={form.values} />
      <Collapse expanded={isOpen}>
        <div className={classes.below}>
          <Fields form={form} only={ADDRESS} />
        </div>
      </Collapse>
    </Panel>
  );
}
