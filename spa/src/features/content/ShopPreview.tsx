import { SegmentedControl } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { previewDraft } from '../../api/content';
import type { ShopPreviewAsked } from '../../api/model';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { Panel } from '../../ui/Page';
import { Refusal } from '../../ui/Refusal';
import classes from './preview.module.css';

/** The shop itself with what the form holds now, before it is saved; for one's own eyes. */
export function ShopPreview({ asked }: { asked: () => ShopPreviewAsked }) {
  const { t, locale } = useWords();
  const [width, setWidth] = useState<string>('phone');
  const shown = useMutation({ mutationFn: () => previewDraft(asked()) });
  const { urls = {} } = shown.data ?? {};
  const url = urls[locale] ?? Object.values(urls)[0];
  return (
    <Panel
      title={t('preview.title')}
      aside={
        <Action
          needs="content.write"
          variant="default"
          size="xs"
          leftSection={<IconEye size={16} />}
          loading={shown.isPending}
          onClick={() => shown.mutate()}
        >
          {t(url ? 'preview.again' : 'preview.show')}
        </Action>
      }
    >
      <p>{t('preview.lead')}</p>
      {shown.error ? <Refusal failure={shown.error} /> : null}
      {url ? (
        <>
          <SegmentedControl
            aria-label={t('preview.width')}
            value={width}
            onChange={setWidth}
            data={[
              { value: 'phone', label: t('preview.phone') },
              { value: 'desk', label: t('preview.desk') },
            ]}
          />
          <div className={classes.stage}>
            <iframe
              key={url}
              className={width === 'phone' ? classes.phone : classes.desk}
              src={url}
              title={t('preview.title')}
              sandbox="allow-same-origin"
            />
          </div>
        </>
      ) : null}
    </Panel>
  );
}
