import { Button } from '@mantine/core';
import { IconPhotoUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { addLookPicture, lookPictureUploaded } from '../../api/content';
import { LookPictureAskedContentType, type PictureUse } from '../../api/model';
import { Problem } from '../../fetching.ts';
import { useWords } from '../../i18n';
import { DropZone } from '../../ui/DropZone';
import { useToast } from '../../ui/toast.ts';
import { putFile } from '../../uploading.ts';
import classes from './look.module.css';

const KINDS: readonly string[] = Object.values(LookPictureAskedContentType);

function isKind(type: string): type is LookPictureAskedContentType {
  return KINDS.includes(type);
}

interface LookPictureInputProps {
  use: PictureUse;
  label: string;
  hint: string;
  /** The blob that the form holds. */
  value: string;
  saved: { blob: string; url: string };
  error: string | undefined;
  change: (blob: string) => void;
}

/** A picture that is uploaded at once, and shown to buyers when the form is saved. */
export function LookPictureInput(props: LookPictureInputProps) {
  const { use, label, hint, value, saved, error, change } = props;
  const { t } = useWords();
  const toast = useToast();
  const [fraction, setFraction] = useState(0);
  const [made, setMade] = useState(saved);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      if (!isKind(file.type)) throw new Problem(0, { code: 'no_picture' });
      const begun = await addLookPicture({ content_type: file.type, size_bytes: file.size });
      await putFile(begun.upload, file, setFraction);
      return lookPictureUploaded(begun.id, { use });
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
        accept={KINDS.join(',')}
        needs="content.write"
        variant="default"
        fraction={upload.isPending ? fraction : null}
        take={(file) => upload.mutate(file)}
      >
        {url ? <img className={classes.shown} src={url} alt={label} /> : null}
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
