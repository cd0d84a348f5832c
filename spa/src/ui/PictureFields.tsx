import { Select } from '@mantine/core';
import type { BlockPicture, Permission } from '../api/model';
import { useWords, type Key } from '../i18n';
import classes from './PictureFields.module.css';
import { FileInput } from './FileInput';
import { LanguageTexts } from './LanguageTexts';

/** Where the pictures that are saved are, by their blob. */
export type Urls = Readonly<Record<string, string>>;

const ACROSS: readonly (readonly [number, Key])[] = [
  [0, 'content.focus_left'],
  [25, 'content.focus_left_middle'],
  [50, 'content.focus_middle'],
  [75, 'content.focus_right_middle'],
  [100, 'content.focus_right'],
];
const DOWN: readonly (readonly [number, Key])[] = [
  [0, 'content.focus_top'],
  [25, 'content.focus_top_middle'],
  [50, 'content.focus_middle'],
  [75, 'content.focus_bottom_middle'],
  [100, 'content.focus_bottom'],
];

interface PictureFieldsProps {
  needs: Permission;
  picture: BlockPicture | null;
  urls: Urls;
  change: (picture: BlockPicture | null) => void;
}

/** A picture of one's own: what it shows in words, and what stays in sight where it is cut. */
export function PictureFields({ needs, picture, urls, change }: PictureFieldsProps) {
  const { t } = useWords();
  const file = picture?.file ?? '';
  const focus = (side: 'focus_x' | 'focus_y', places: readonly (readonly [number, Key])[]) => (
    <Select
      label={t(`content.keep_${side}`)}
      allowDeselect={false}
      data={places.map(([at, label]) => ({ value: String(at), label: t(label) }))}
      value={String(picture?.[side] ?? 50)}
      onChange={(at) => change({ ...picture, file, [side]: Number(at) })}
    />
  );
  return (
    <>
      <FileInput
        use="block"
        needs={needs}
        label={t('content.own_picture')}
        hint={t('content.own_picture_hint')}
        value={file}
        saved={{ blob: file in urls ? file : '', url: urls[file] ?? '' }}
        error={undefined}
        change={(blob) => change(blob ? { ...picture, file: blob } : null)}
      />
      {picture ? (
        <>
          <LanguageTexts
            label={t('content.alt')}
            hint={t('content.alt_hint')}
            value={picture.alt}
            change={(alt) => change({ ...picture, alt })}
          />
          <div className={classes.languages}>
            {focus('focus_x', ACROSS)}
            {focus('focus_y', DOWN)}
          </div>
        </>
      ) : null}
    </>
  );
}
