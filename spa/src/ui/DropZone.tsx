import { Progress } from '@mantine/core';
import { useRef, useState, type DragEvent, type ReactNode } from 'react';
import type { Permission } from '../api/model';
import { useWords } from '../i18n';
import { useCan } from '../session.ts';
import classes from './DropZone.module.css';
import { Action } from './Guarded';

interface DropZoneProps {
  /** What may be dropped here. */
  children: ReactNode;
  label: string;
  icon: ReactNode;
  accept: string;
  needs: Permission;
  variant?: 'default' | 'filled';
  /** The part that is uploaded; null while nothing is. */
  fraction: number | null;
  take: (file: File) => void;
}

/** A place to drop one file, with a button for those who rather choose it. */
export function DropZone({
  children,
  label,
  icon,
  accept,
  needs,
  variant,
  fraction,
  take,
}: DropZoneProps) {
  const { t } = useWords();
  const can = useCan();
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const isBusy = fraction !== null;
  function takeFirst(files: FileList | null) {
    const file = files?.[0];
    if (file && can(needs) && !isBusy) take(file);
  }
  function over(event: DragEvent) {
    event.preventDefault();
    setOver(true);
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    takeFirst(event.dataTransfer.files);
  }
  return (
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
      <input
        ref={picker}
        className={classes.hidden}
        type="file"
        accept={accept}
        tabIndex={-1}
        aria-label={label}
        onChange={(event) => {
          takeFirst(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <Action
        needs={needs}
        variant={variant ?? 'filled'}
        leftSection={icon}
        loading={isBusy}
        onClick={() => picker.current?.click()}
      >
        {label}
      </Action>
      {isBusy ? (
        <Progress w="100%" value={fraction * 100} aria-label={t('state.uploading')} />
      ) : null}
    </div>
  );
}
