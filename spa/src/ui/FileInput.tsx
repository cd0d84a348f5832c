import { Button } from '@mantine/core';
import { IconPhotoUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { addContentFile, contentFileUploaded } from '../api/content';
import { ContentFileAskedContentType, type FileUse, type Permission } from '../api/model';
import { Problem } from '../fetching.ts';
import { useWords } from '../i18n';
import { DropZone } from './DropZone';
import { useToast } from './toast.ts';
import { putFile } from '../uploading.ts';
import classes from './PictureFields.module.css';

const KINDS: readonly string[] = Object.values(ContentFileAskedContentType);
const OFFICIAL: readonly string[] = ['application/pdf', 'image/png', 'image/svg+xml'];
const PICTURES = KINDS.filter((kind) => kind !== 'application/pdf' && kind !== 'image/svg+xml');

function isKind(type: string, kinds: readonly string[]): type is ContentFileAskedContentType {
  return kinds.includes(type);
}

interface FileInputProps {
  use: FileUse;
  needs: Permission;
  label: string;
  hint: string;
  /** The blob that the form holds. */
  value: string;
  saved: { blob: string; url: string };
  error: string | undefined;
  change: (blob: string) => void;
}

/** A file that is uploaded at once, and shown to buyers when the form is saved. */
export function FileInput(props: FileInputProps) {
  const { use, needs, label, hint, value, saved, error, change } = props;
  const { t } = useWords();
  const kinds = use === 'notice' ? OFFICIAL : PICTURES;
  const toast = useToast();
  const [fraction, setFraction] = useState(0);
  const [made, setMade] = useState(saved);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      if (!isKind(file.type, kinds)) throw new Problem(0, { code: 'no_picture' });
      const begun = await addContentFile({ content_type: file.type, size_bytes: file.size });
      await putFile(begun.upload, file, setFraction);
      return contentFileUploaded(begun.id, { use, content_type: file.type });
    },
    onSuccess: (picture) => {
      setMade(picture);
      change(picture.blob);
    },
    onError: toast.failed,
    onSettled: () => setFraction(0),
  });
  const url = value === made.blob ? made.url : value === saved.blob ? saved.url : '';
  return (
    <div className={classes.upload}>
      <DropZone
        label={t('look.choose', { name: label })}
        icon={<IconPhotoUp size={16} />}
        accept={kinds.join(',')}
        needs={needs}
        variant="default"
        fraction={upload.isPending ? fraction : null}
        take={(file) => upload.mutate(file)}
      >
        {url && !url.endsWith('.pdf') ? (
          <img className={classes.shown} src={url} alt={label} />
        ) : null}
        {url.endsWith('.pdf') ? (
          <a href={url} target="_blank" rel="noreferrer">
            {t('law.open_file')}
          </a>
        ) : null}
        {error ?? hint}
      </DropZone>
      {value ? (
        <Button variant="subtle" size="xs" onClick={() => change('')}>
          {t('look.without', { name: label })}
        </Button>
      ) : null}
    </div>
  );
}
