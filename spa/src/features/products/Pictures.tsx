import { ActionIcon, Progress } from '@mantine/core';
import { IconPhotoUp, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type DragEvent } from 'react';
import { PictureAskedContentType, type Product, type ProductPicture } from '../../api/model';
import { addPicture, pictureUploaded, useRemovePicture } from '../../api/pictures';
import { getGetProductQueryOptions } from '../../api/products';
import { Problem } from '../../fetching.ts';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { Panel } from '../../ui/Page';
import { useTold } from '../../ui/told.ts';
import { useMay } from '../session/permissions.ts';
import { putFile } from '../uploading.ts';
import classes from './products.module.css';

const KINDS: readonly string[] = Object.values(PictureAskedContentType);

function isKind(type: string): type is PictureAskedContentType {
  return KINDS.includes(type);
}

function PictureTile({ picture, remove }: { picture: ProductPicture; remove: (() => void) | undefined }) {
  const { t, word } = useWords();
  const [isBroken, setBroken] = useState(false);
  return (
    <li className={classes.picture}>
      {picture.url && !isBroken ? <img src={picture.url} alt={t('products.picture', { width: picture.width, height: picture.height })} loading="lazy" onError={() => setBroken(true)} /> : (
        <p>{word('picture', isBroken ? 'processing' : picture.status)}{picture.error ? `: ${picture.error}` : ''}</p>
      )}
      {remove ? (
        <ActionIcon className={classes.remove} variant="default" aria-label={t('products.picture_remove')} onClick={remove}><IconTrash size={16} /></ActionIcon>
      ) : null}
    </li>
  );
}

/** Signed upload → Blob Storage → queue `media`; the page looks again until the picture is there. */
function useUpload(productId: string) {
  const told = useTold();
  const queries = useQueryClient();
  const [fraction, setFraction] = useState(0);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      if (!isKind(file.type)) throw new Problem(0, { code: 'no_picture' });
      const started = await addPicture(productId, { content_type: file.type, size_bytes: file.size });
      await putFile(started.upload, file, setFraction);
      await pictureUploaded(started.id);
    },
    onSuccess: () => told.done('products.picture_sent'),
    onError: told.failed,
    onSettled: async () => {
      setFraction(0);
      await queries.invalidateQueries({ queryKey: getGetProductQueryOptions(productId).queryKey });
    },
  });
  return { upload, fraction };
}

export function Pictures({ product }: { product: Product }) {
  const { t } = useWords();
  const may = useMay();
  const told = useTold();
  const queries = useQueryClient();
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const { upload, fraction } = useUpload(product.id);
  const remove = useRemovePicture({
    mutation: {
      onSuccess: () => queries.invalidateQueries({ queryKey: getGetProductQueryOptions(product.id).queryKey }),
      onError: told.failed,
    },
  });
  function take(file: File | undefined) {
    if (file && may('products.write')) upload.mutate(file);
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  }
  return (
    <Panel title={t('products.pictures')}>
      <ul className={classes.pictures}>
        {product.pictures.filter(({ status }) => status !== 'uploading').map((picture) => (
          <PictureTile key={picture.id} picture={picture} remove={may('products.write') ? () => remove.mutate({ pictureId: picture.id }) : undefined} />
        ))}
      </ul>
      <div className={classes.drop} data-over={isOver || undefined} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        {t('products.picture_drop')}
        <input ref={picker} className={classes.hidden} type="file" accept={KINDS.join(',')} tabIndex={-1} aria-label={t('products.picture_add')} onChange={(event) => { take(event.currentTarget.files?.[0]); event.currentTarget.value = ''; }} />
        <Action needs="products.write" variant="default" leftSection={<IconPhotoUp size={16} />} loading={upload.isPending} onClick={() => picker.current?.click()}>{t('products.picture_add')}</Action>
        {upload.isPending ? <Progress w="100%" value={fraction * 100} aria-label={t('state.uploading')} /> : null}
      </div>
    </Panel>
  );
}
