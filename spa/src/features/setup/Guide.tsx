import { Button, UnstyledButton } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Guide as Found, GuideStep, Step } from '../../api/model';
import { getGetOpeningQueryKey, openShop, previewShop } from '../../api/opening';
import { getListProductsQueryKey } from '../../api/products';
import {
  addExamples,
  getGetSetupGuideQueryKey,
  getGetSetupGuideQueryOptions,
  removeExamples,
  resumeGuideStep,
  skipGuideStep,
} from '../../api/setup';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { countryName } from '../../ui/form/names.ts';
import { Action } from '../../ui/Guarded';
import { Panel } from '../../ui/Page';
import { Refusal } from '../../ui/Refusal';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';
import type { PagePath } from '../../ui/paths.ts';
import classes from './setup.module.css';

/** Where each step is done. A step without a place is done right here, or says how. */
const PLACES: Partial<Record<GuideStep, PagePath>> = {
  shop: '/setup',
  location: '/settings/locations',
  taxes: '/settings/taxes',
  shipping: '/settings/shipping',
  product: '/products/new',
  look: '/storefront',
  pages: '/pages',
  staff: '/staff',
};

const ICONS = { done: IconCircleCheckFilled, skipped: IconCircleDashed, open: IconCircle } as const;

/** What is left to do before this shop sells; nothing once all is done. */
export function Guide() {
  const { t } = useWords();
  const can = useCan();
  const guide = useQuery({
    ...getGetSetupGuideQueryOptions(),
    enabled: can('settings.read'),
    refetchOnWindowFocus: true,
  });
  if (!guide.data || guide.data.is_done) return null;
  const { steps } = guide.data;
  const settled = steps.filter(({ state }) => state !== 'open').length;
  return (
    <Panel
      title={t('guide.title')}
      aside={
        <span className={classes.progress}>
          <progress value={settled} max={steps.length} aria-label={t('guide.progress_label')} />
          {t('guide.progress', { done: settled, all: steps.length })}
        </span>
      }
      flush
    >
      <Steps guide={guide.data} />
    </Panel>
  );
}

function Steps({ guide: { steps, has_examples } }: { guide: Found }) {
  const { word } = useWords();
  const [chosen, choose] = useState<GuideStep | null>(null);
  const shown = chosen ?? steps.find(({ state }) => state === 'open')?.code ?? null;
  return (
    <ol className={classes.steps}>
      {steps.map((step) => {
        const Icon = ICONS[step.state];
        const isShown = step.code === shown;
        return (
          <li key={step.code} data-state={step.state} data-shown={isShown || undefined}>
            <UnstyledButton
              className={classes.step}
              aria-expanded={isShown}
              onClick={() => choose(step.code)}
            >
              <Icon size={20} aria-hidden="true" />
              <span>
                {word('guide_step', step.code)}
                <span className={classes.state}>
                  {step.state === 'open' && step.is_needed ? null : word('step_state', step.state)}
                </span>
              </span>
            </UnstyledButton>
            {isShown ? <Detail step={step} hasExamples={has_examples} /> : null}
          </li>
        );
      })}
    </ol>
  );
}

function Detail({ step, hasExamples }: { step: Step; hasExamples: boolean }) {
  const { t, word, locale } = useWords();
  const refresh = useRefresh();
  const toast = useToast();
  const change = useMutation({
    mutationFn: () =>
      step.state === 'skipped' ? resumeGuideStep(step.code) : skipGuideStep(step.code),
    onSuccess: () => refresh(getGetSetupGuideQueryKey()),
    onError: (failure) => toast.failed(failure),
  });
  const place = PLACES[step.code];
  const isAboutCountries = step.code === 'taxes' || step.code === 'shipping';
  const missing = step.missing.map((code) =>
    isAboutCountries ? countryName(code, locale) : word('guide_page', code as 'terms'),
  );
  return (
    <div className={classes.detail}>
      <p>{word('guide_why', step.code)}</p>
      {missing.length > 0 ? (
        <p>{t('guide.missing', { what: new Intl.ListFormat(locale).format(missing) })}</p>
      ) : null}
      <div className={classes.acts}>
        {step.code === 'open' ? <Open isOpen={step.state === 'done'} /> : null}
        {step.code === 'test_order' ? <Preview /> : null}
        {place && step.state !== 'done' ? (
          <Button component={Link} to={place}>
            {word('guide_do', step.code as 'shop')}
          </Button>
        ) : null}
        {step.code === 'product' ? <Examples has={hasExamples} /> : null}
        {step.is_needed || step.state === 'done' ? null : (
          <Action
            needs="settings.write"
            variant="subtle"
            loading={change.isPending}
            onClick={() => change.mutate()}
          >
            {t(step.state === 'skipped' ? 'guide.resume' : 'guide.skip')}
          </Action>
        )}
      </div>
    </div>
  );
}

/** A few goods to look at, and the way to be rid of them. */
function Examples({ has }: { has: boolean }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const toast = useToast();
  const change = useMutation({
    mutationFn: () => (has ? removeExamples() : addExamples()),
    onSuccess: () => {
      toast.done(has ? 'guide.examples_removed' : 'guide.examples_added');
      return refresh(getGetSetupGuideQueryKey(), getListProductsQueryKey());
    },
    onError: (failure) => toast.failed(failure),
  });
  return (
    <Action
      needs="products.write"
      variant="default"
      loading={change.isPending}
      onClick={() => change.mutate()}
    >
      {t(has ? 'guide.examples_remove' : 'guide.examples_add')}
    </Action>
  );
}

function Open({ isOpen }: { isOpen: boolean }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const toast = useToast();
  const open = useMutation({
    mutationFn: () => openShop(),
    onSuccess: () => {
      toast.done('opening.opened');
      return refresh(getGetSetupGuideQueryKey(), getGetOpeningQueryKey());
    },
  });
  return (
    <>
      <Refusal failure={open.error} />
      {isOpen ? null : (
        <Action needs="shop.open" loading={open.isPending} onClick={() => open.mutate()}>
          {t('opening.open')}
        </Action>
      )}
      <Button variant="default" component={Link} to="/settings/opening">
        {t('opening.more')}
      </Button>
    </>
  );
}

/** Opens the shop as it will be, in a new tab; closed shops let staff in by such a link. */
export function Preview() {
  const { t } = useWords();
  const toast = useToast();
  const preview = useMutation({
    mutationFn: () => previewShop(),
    onSuccess: ({ link }) => {
      window.open(link, '_blank', 'noopener');
    },
    onError: (failure) => toast.failed(failure),
  });
  return (
    <Action
      needs="settings.read"
      variant="default"
      loading={preview.isPending}
      onClick={() => preview.mutate()}
    >
      {t('opening.preview')}
    </Action>
  );
}
