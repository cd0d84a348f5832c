import { Button } from '@mantine/core';
import { useWords } from '../../i18n';
import type { FormOf } from './field.ts';
import { useSayings } from './sayings.ts';
import classes from './form.module.css';

/** Somebody else saved while this was typed: what they changed is here, and where both did, one chooses. */
export function Met<V extends object>({ form }: { form: FormOf<V> }) {
  const { t } = useWords();
  const say = useSayings();
  const { met, fields } = form;
  if (met === null) return null;
  const fieldOf = (name: string) => fields.find((field) => field.name === name);
  return (
    <section className={classes.met} role="alert">
      <p>
        <b>{t('form.met')}</b>{' '}
        {met.taken.length > 0
          ? t('form.taken', { fields: met.taken.map((name) => fieldOf(name)?.label).join(', ') })
          : null}{' '}
        {met.clashes.length > 0 ? t('form.clashes') : null}
      </p>
      {met.clashes.map(({ name, mine, theirs }) => {
        const field = fieldOf(name);
        return field ? (
          <dl key={name} className={classes.clash} aria-label={field.label}>
            <dt>{t('form.mine', { field: field.label })}</dt>
            <dd>{say(field, mine)}</dd>
            <dt>{t('form.theirs', { field: field.label })}</dt>
            <dd>
              {say(field, theirs)}{' '}
              <Button size="compact-xs" variant="default" onClick={() => form.takeTheirs([name])}>
                {t('form.take_theirs')}
              </Button>
            </dd>
          </dl>
        ) : null;
      })}
    </section>
  );
}
