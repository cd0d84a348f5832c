import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Opening } from '../../api/model';
import {
  closeShop,
  getGetOpeningQueryKey,
  getGetOpeningQueryOptions,
  openShop,
  previewShop,
  removeShopPassword,
  setShopPassword,
} from '../../api/opening';
import { getGetSetupGuideQueryKey } from '../../api/setup';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Password as PasswordField } from '../../ui/Password';
import { Refusal } from '../../ui/Refusal';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';
import { Awaited } from '../../ui/states';
import { useToast } from '../../ui/toast.ts';
import { When } from '../../ui/text';
import classes from './setup.module.css';

/** Whether the storefront is open, and who may see it before. */
export function Access() {
  const opening = useQuery(getGetOpeningQueryOptions());
  return (
    <Awaited query={opening}>
      {(found) => (
        <div className={ui.stack}>
          <Door opening={found} />
          {found.is_open ? null : <Before opening={found} />}
        </div>
      )}
    </Awaited>
  );
}

function Door({ opening }: { opening: Opening }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const toast = useToast();
  const changed = () => refresh(getGetOpeningQueryKey(), getGetSetupGuideQueryKey());
  const open = useMutation({
    mutationFn: () => openShop(),
    onSuccess: () => {
      toast.done('opening.opened');
      return changed();
    },
  });
  return (
    <Panel title={t(opening.is_open ? 'opening.is_open' : 'opening.is_closed')}>
      <div className={classes.access}>
        <p>
          {t(opening.is_open ? 'opening.open_lead' : 'opening.closed_lead')}{' '}
          <a className={ui.link} href={opening.address} target="_blank" rel="noopener noreferrer">
            {opening.address}
          </a>
        </p>
        {opening.changed_at ? (
          <p className={ui.soft}>
            {t('opening.changed', { who: opening.changed_by })} <When at={opening.changed_at} />
          </p>
        ) : null}
        <Refusal failure={open.error} />
        <div className={ui.row}>
          {opening.is_open ? (
            <Remove
              needs="shop.open"
              label={t('opening.close')}
              title={t('opening.close_ask')}
              explained={t('opening.close_why')}
              remove={() => closeShop()}
              removed={changed}
            />
          ) : (
            <Action needs="shop.open" loading={open.isPending} onClick={() => open.mutate()}>
              {t('opening.open')}
            </Action>
          )}
        </div>
      </div>
    </Panel>
  );
}

function Before({ opening }: { opening: Opening }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const [isAsking, setAsking] = useState(false);
  const changed = () => refresh(getGetOpeningQueryKey());
  return (
    <>
      <Panel title={t('opening.password')}>
        <div className={classes.access}>
          <p>{t(opening.has_password ? 'opening.password_set' : 'opening.password_none')}</p>
          <div className={ui.row}>
            <Action needs="shop.open" variant="default" onClick={() => setAsking(true)}>
              {t(opening.has_password ? 'opening.password_change' : 'opening.password_choose')}
            </Action>
            {opening.has_password ? (
              <Remove
                needs="shop.open"
                label={t('opening.password_remove')}
                title={t('opening.password_remove_ask')}
                explained={t('opening.password_remove_why')}
                remove={() => removeShopPassword()}
                removed={changed}
              />
            ) : null}
          </div>
        </div>
        {isAsking ? <Password close={() => setAsking(false)} saved={changed} /> : null}
      </Panel>
      <PreviewLink />
    </>
  );
}

function Password({ close, saved }: { close: () => void; saved: () => Promise<void> }) {
  const { t } = useWords();
  const toast = useToast();
  const [password, setPassword] = useState('');
  async function submit() {
    await setShopPassword({ password });
    close();
    toast.done('form.saved');
    await saved();
  }
  return (
    <FormDialog
      title={t('opening.password')}
      close={close}
      confirm={t('action.save')}
      submit={submit}
    >
      <PasswordField
        label={t('opening.password')}
        description={t('opening.password_hint')}
        required
        minLength={4}
        maxLength={100}
        autoComplete="off"
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

function PreviewLink() {
  const { t } = useWords();
  const preview = useMutation({ mutationFn: () => previewShop() });
  return (
    <Panel title={t('opening.preview_title')}>
      <div className={classes.access}>
        <p>{t('opening.preview_why')}</p>
        <Refusal failure={preview.error} />
        {preview.data ? (
          <p className={classes.link}>
            <a href={preview.data.link} target="_blank" rel="noopener noreferrer">
              {preview.data.link}
            </a>
          </p>
        ) : null}
        <div className={ui.row}>
          <Button variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
            {t('opening.preview_make')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
