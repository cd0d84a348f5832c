import { Button } from '@mantine/core';
import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import type { Permission } from '../../api/model';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { Leaving } from '../Leaving';
import ui from '../layout.module.css';
import { Panel } from '../Page';
import { Refusal } from '../Refusal';
import type { FormOf } from './field.ts';
import { Fields } from './Fields';
import { Met } from './Met';
import classes from './form.module.css';

interface FormProps<V> {
  form: FormOf<V>;
  needs: Permission;
  /** What the button says that saves; "Save" where it is left out. */
  confirm?: string;
  /** Something new: the bar stands there from the start. */
  isNew?: boolean;
  /** Panels with `Fields` in them; all fields in one panel where it is left out. */
  children?: ReactNode;
}

/** A form on a page: its panels, what was refused above them, and a bar that saves or discards. */
export function Form<V extends object>({
  form,
  needs,
  confirm,
  isNew = false,
  children,
}: FormProps<V>) {
  const { t, word } = useWords();
  const isAllowed = useCan()(needs);
  const element = useRef<HTMLFormElement>(null);
  const { errors, failure, isChanged, isSaving } = form;
  const wrong = Object.keys(errors).length;
  const { tries } = form;
  useEffect(() => {
    if (tries > 0) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries]);
  function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    void form.submit();
  }
  return (
    <form ref={element} className={ui.stack} onSubmit={submit} noValidate>
      <Leaving isChanged={isChanged && !isSaving} />
      {isAllowed ? null : (
        <p className={classes.note}>
          {t('failure.needs', { permission: word('permission', needs) })}
        </p>
      )}
      <Met form={form} />
      <Refusal {...(failure && wrong === 0 ? { failure } : {})} />
      <fieldset className={classes.plain} disabled={!isAllowed}>
        <div className={ui.stack}>
          {children ?? (
            <Panel>
              <Fields form={form} />
            </Panel>
          )}
        </div>
      </fieldset>
      {isAllowed && (isChanged || isNew) ? (
        <div className={classes.bar} role="region" aria-label={t('form.bar')}>
          <span>{wrong > 0 ? t('form.mend') : isChanged ? t('form.unsaved') : null}</span>
          {isNew ? null : (
            <Button variant="default" disabled={isSaving} onClick={form.discard}>
              {t('form.discard')}
            </Button>
          )}
          <Button type="submit" loading={isSaving}>
            {confirm ?? t('action.save')}
          </Button>
        </div>
      ) : null}
    </form>
  );
}
