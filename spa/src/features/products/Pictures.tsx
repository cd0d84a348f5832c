import { ActionIcon } from '@mantine/core';
import { IconPhotoUp, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { PictureAskedContentType, type Product, type ProductPicture } from '../../api/model';
import { addPicture, pictureUploaded, useRemovePicture } from '../../api/pictures';
import { getGetProductQueryKey } from '../../api/products';
import { Problem } from '../../fetching.ts';
import { useWords } from '../../i18n';
import { DropZone } from '../../ui/DropZone';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';
import { useCan } from '../../session.ts';
import { putFile } from '../../uploading.ts';
import classes from './products.module.css';

const KINDS: readonly string[] = Object.values(PictureAskedContentType);

function isKind(type: string): type is PictureAskedContentType {
  return KINDS.includes(type);
}

function PictureTile({
  picture,
  remove,
}: {
  picture: ProductPicture;
  remove: (() => void) | undefined;
}) {
  const { t, word } = useWords();
  const [isBroken, setBroken] = useState(false);
  return (
    <li className={classes.picture}>
      {picture.url && !isBroken ? (
        <img
          src={picture.url}
          alt={t('products.picture', { width: picture.width, height: picture.height })}
          loading="lazy"
          onError={() => setBroken(true)}
        />
      ) : (
        <p>
          {word('picture', isBroken ? 'processing' : picture.status)}
          {picture.error ? `: ${picture.error}` : ''}
        </p>
      )}
      {remove ? (
        <ActionIcon
          className={classes.remove}
          variant="default"
          aria-label={t('products.picture_remove')}
          onClick={remove}
        >
          <IconTrash size={16} />
        </ActionIcon>
      ) : null}
    </li>
  );
}

/** Signed upload → Blob Storage → queue `media`; the page looks again until the picture is there. */
function useUpload(productId: string) {
  const toast = useToast();
  const refresh = useRefresh();
  const [fraction, setFraction] = useState(0);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      if (!isKind(file.type)) throw new Problem(0, { code: 'no_picture' });
      const started = await addPicture(productId, {
        content_type: file.type,
        size_bytes: file.size,
      });
      await putFile(started.upload, file, setFraction);
      await pictureUploaded(started.id);
    },
    onSuccess: () => toast.done('products.picture_sent'),
    onError: toast.failed,
    onSettled: async () => {
      setFraction(0);
      await refresh(getGetProductQueryKey(productId));
    },
  });
  return { upload, fraction };
}

export function Pictures({ product }: { product: Product }) {
  const { t } = useWords();
  const can = useCan();
  const toast = useToast();
  const refresh = useRefresh();
  const { upload, fraction } = useUpload(product.id);
  const remove = useRemovePicture({
    mutation: {
      onSuccess: () => refresh(getGetProductQueryKey(product.id)),
      onError: toast.failed,
    },
  });
  return (
    <Panel title={t('products.pictures')}>
      <ul className={classes.pictures}>
        {product.pictures
          .filter(({ status }) => status !== 'uploading')
          .map((picture) => (
            <PictureTile
              key={picture.id}
              picture={picture}
              remove={
                can('products.write') ? () => remove.mutate({ pictureId: picture.id }) : undefined
              }
            />
          ))}
      </ul>
      <DropZone
        label={t('products.picture_add')}
        icon={<IconPhotoUp size={16} />}
        accept={KINDS.join(',')}
        needs="products.write"
        variant="default"
        fraction={upload.isPending ? fraction : null}
        take={upload.mutate}
      >
        {t('products.picture_drop')}
      </DropZone>
    </Panel>
  );
}
