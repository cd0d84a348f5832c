import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { Block, HeroBlock } from '../../api/model';
import { useWords } from '../../i18n';
import classes from './content.module.css';
import { CategoriesFields, ColumnsFields, HeroFields, ProductsFields } from './BlockFields';
import { BannerFields } from './BannerFields';
import type { Urls } from '../../ui/PictureFields';
import { BlockTimes } from './BlockTimes';
import { LanguageTexts } from '../../ui/LanguageTexts';
import { Ordered } from './Ordered';
import { RichTexts } from './RichText';

type Kind = NonNullable<Block['kind']>;

const NEW: Readonly<Record<Kind, Block>> = {
  hero: { kind: 'hero', picture: 'best' },
  categories: { kind: 'categories' },
  products: { kind: 'products', source: 'featured', count: 8 },
  text: { kind: 'text' },
  columns: { kind: 'columns', columns: [{}, {}, {}] },
  banner: { kind: 'banner', side: 'left' },
  newsletter: { kind: 'newsletter' },
};

const KINDS = Object.keys(NEW) as Kind[];

interface BlocksEditorProps {
  blocks: readonly Block[];
  urls: Urls;
  change: (blocks: readonly Block[]) => void;
}

/** The front page from top to bottom. */
export function BlocksEditor({ blocks, urls, change }: BlocksEditorProps) {
  const { t, word, locale } = useWords();
  return (
    <div className={classes.list}>
      <Ordered
        isFolded
        items={blocks}
        change={change}
        name={(block) => {
          const kind = word('content_block', block.kind ?? 'hero');
          const title = block.title?.[locale];
          return title ? `${kind} · ${title}` : kind;
        }}
        draw={(block, set) => (
          <>
            <BlockFields block={block} set={set} urls={urls} />
            <BlockTimes block={block} set={set} />
          </>
        )}
      />
      <div>
        <Menu>
          <Menu.Target>
            <Button variant="default" leftSection={<IconPlus size={16} />}>
              {t('content.add_block')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {KINDS.map((kind) => (
              <Menu.Item key={kind} onClick={() => change([...blocks, NEW[kind]])}>
                {word('content_block', kind)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}

interface BlockFieldsProps {
  block: Block;
  set: (changed: Block) => void;
  urls: Urls;
}

function BlockFields({ block, set, urls }: BlockFieldsProps) {
  const { t } = useWords();
  const title = (
    <LanguageTexts
      label={t('content.title')}
      hint={t('content.title_hint')}
      value={block.title}
      change={(texts) => set({ ...block, title: texts } as Block)}
    />
  );
  switch (block.kind) {
    case 'categories':
      return (
        <>
          {title}
          <CategoriesFields block={block} set={set} />
        </>
      );
    case 'products':
      return (
        <>
          {title}
          <ProductsFields block={block} set={set} />
        </>
      );
    case 'text':
      return (
        <>
          {title}
          <RichTexts
            label={t('content.body')}
            value={block.body}
            change={(body) => set({ ...block, body })}
          />
        </>
      );
    case 'columns':
      return (
        <>
          {title}
          <ColumnsFields block={block} set={set} />
        </>
      );
    case 'banner':
      return <BannerFields block={block} set={set} title={title} urls={urls} />;
    case 'newsletter':
      return (
        <>
          <p>{t('content.newsletter_lead')}</p>
          {title}
          <LanguageTexts
            label={t('content.lead')}
            value={block.text}
            change={(text) => set({ ...block, text })}
            lines={2}
            most={2000}
          />
        </>
      );
    default:
      return <HeroFields block={block as HeroBlock} set={set} title={title} urls={urls} />;
  }
}
