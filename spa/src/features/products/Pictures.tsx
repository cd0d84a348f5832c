import { ActionIcon } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowRight,
  IconBlockquote,
  IconPhotoUp,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { PictureAskedContentType, type Product, type ProductPicture } from '../../api/model';
import {
  addPicture,
  describePicture,
  pictureUploaded,
  useOrderPictures,
  useRemovePicture,
} from '../../api/pictures';
import { getGetProductQueryKey, getProduct } from '../../api/products';
import { Problem } from '../../fetching.ts';
import { useWords } from '../../i18n';
import { DropZone } from '../../ui/DropZone';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';
import { useCan } from '../../session.ts';
import { putFile } from '../../uploading.ts';
import classes from './products.module.css';

/** The kind of what is dragged: a picture of this page, by its place. */
const DRAGGED = 'application/x-picture';

const KINDS: readonly string[] = Object.values(PictureAskedContentType);

function isKind(type: string): type is PictureAskedContentType {
  return KINDS.includes(type);
}

interface TileProps {
  picture: ProductPicture;
  at: number;
  count: number;
  canWrite: boolean;
  move: (from: number, to: number) => void;
  describe: () => void;
  remove: () => void;
}

function PictureTile({ picture, at, count, canWrite, move, describe, remove }: TileProps) {
  const { t, word, locale } = useWords();
  const [isBroken, setBroken] = useState(false);
  const number = at + 1;
  return (
    <li>
      <div
        className={classes.picture}
        draggable={canWrite}
        onDragStart={(event) => event.dataTransfer.setData(DRAGGED, String(at))}
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
        }}
        onDrop={(event) => {
          const from = event.dataTransfer.getData(DRAGGED);
          if (from === '') return;
          event.preventDefault();
          event.stopPropagation();
          move(Number(from), at);
        }}
      >
        {picture.url && !isBroken ? (
          <img
            src={picture.url}
            alt={
              picture.alt[locale] ||
              t('products.picture', { width: picture.width, height: picture.height })
            }
            loading="lazy"
            draggable={false}
            onError={() => setBroken(true)}
          />
        ) : (
          <p>
            {word('picture', isBroken ? 'processing' : picture.status)}
            {picture.error ? `: ${word('picture_fault', picture.error)}` : ''}
          </p>
        )}
        <span className={classes.number}>{number}</span>
        {canWrite ? (
          <span className={classes.tools}>
            <ActionIcon
              variant="default"
              disabled={at === 0}
              aria-label={t('products.picture_earlier', { number })}
              onClick={() => move(at, at - 1)}
            >
              <IconArrowLeft size={15} />
            </ActionIcon>
            <ActionIcon
              variant="default"
              disabled={at === count - 1}
              aria-label={t('products.picture_later', { number })}
              onClick={() => move(at, at + 1)}
            >
              <IconArrowRight size={15} />
            </ActionIcon>
            <ActionIcon
              variant="default"
              aria-label={t('products.picture_describe', { number })}
              onClick={describe}
            >
              <IconBlockquote size={15} />
            </ActionIcon>
            <ActionIcon
              variant="default"
              aria-label={t('products.picture_remove')}
              onClick={remove}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </span>
        ) : null}
      </div>
    </li>
  );
}

interface DescribeProps {
  productId: string;
  picture: ProductPicture;
  close: () => void;
}

/** What a picture shows, for who does not see it; a text in each language. */
function Describe({ productId, picture, close }: DescribeProps) {
  const { t } = useWords();
  const form = useForm<{ alt: Readonly<Record<string, string>> }, void>({
    fields: [{ kind: 'texts', name: 'alt', label: t('products.picture_alt'), most: 200 }],
    read: { alt: picture.alt },
    version: picture.version,
    save: ({ alt }, { version }) => describePicture(picture.id, { alt }, ifMatch(version)),
    reload: async () => {
      const { pictures } = await getProduct(productId);
      const now = pictures.find(({ id }) => id === picture.id) ?? picture;
      return { values: { alt: now.alt }, version: now.version };
    },
    saved: close,
  });
  return (
    <DialogForm form={form} title={t('products.picture_alt')} close={close}>
      <p>{t('products.picture_alt_hint')}</p>
    </DialogForm>
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
  const [described, setDescribed] = useState<ProductPicture | null>(null);
  const again = () => refresh(getGetProductQueryKey(product.id));
  const remove = useRemovePicture({ mutation: { onSuccess: again, onError: toast.failed } });
  const order = useOrderPictures({ mutation: { onSettled: again, onError: toast.failed } });
  const shown = product.pictures.filter(({ status }) => status !== 'uploading');
  function move(from: number, to: number) {
    const ids = shown.map(({ id }) => id);
    const [moved] = ids.splice(from, 1);
    if (moved === undefined || from === to) return;
    ids.splice(to, 0, moved);
    order.mutate({ productId: product.id, data: { ids } });
  }
  return (
    <Panel title={t('products.pictures')}>
      <ul className={classes.pictures}>
        {shown.map((picture, at) => (
          <PictureTile
            key={picture.id}
            picture={picture}
            at={at}
            count={shown.length}
            canWrite={can('products.write')}
            move={move}
            describe={() => setDescribed(picture)}
            remove={() => remove.mutate({ pictureId: picture.id })}
          />
        ))}
      </ul>
      {shown.length > 1 ? <p className={classes.hint}>{t('products.pictures_hint')}</p> : null}
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
      {described ? (
        <Describe
          productId={product.id}
          picture={described}
          close={() => {
            setDescribed(null);
            void again();
          }}
        />
      ) : null}
    </Panel>
  );
}
