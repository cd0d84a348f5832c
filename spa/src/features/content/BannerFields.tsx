import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import type { BannerBlock, Block } from '../../api/model';
import { useWords } from '../../i18n';
import { BlockButtons } from './BlockButtons';
import { PictureFields, type Urls } from '../../ui/PictureFields';
import { LanguageTexts } from '../../ui/LanguageTexts';

interface BannerFieldsProps {
  block: BannerBlock;
  set: (block: Block) => void;
  title: ReactNode;
  urls: Urls;
}

/** A picture with a text beside it. */
export function BannerFields({ block, set, title, urls }: BannerFieldsProps) {
  const { t } = useWords();
  return (
    <>
      {title}
      <LanguageTexts
        label={t('content.lead')}
        value={block.text}
        change={(text) => set({ ...block, text })}
        lines={2}
        most={2000}
      />
      <PictureFields
        needs="content.write"
        picture={block.image ?? null}
        urls={urls}
        change={(image) => set({ ...block, image })}
      />
      <Select
        label={t('content.side')}
        allowDeselect={false}
        data={[
          { value: 'left', label: t('content.side_left') },
          { value: 'right', label: t('content.side_right') },
        ]}
        value={block.side ?? 'left'}
        onChange={(side) => set({ ...block, side: side as 'left' })}
      />
      <BlockButtons
        buttons={block.buttons ?? []}
        change={(buttons) => set({ ...block, buttons })}
      />
    </>
  );
}
