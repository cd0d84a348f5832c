import { ActionIcon, Button, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { PolicyReason } from '../../api/model';
import { useWords } from '../../i18n';
import { languageName } from '../../ui/form/names.ts';
import ui from '../../ui/layout.module.css';
import classes from './rows.module.css';

interface ReturnReasonsProps {
  reasons: readonly PolicyReason[];
  change: (reasons: readonly PolicyReason[]) => void;
  languages: readonly string[];
  error: string | undefined;
}

/** Why buyers return something, as they read it; one that is not offered stays for old returns. */
export function ReturnReasons({ reasons, change, languages, error }: ReturnReasonsProps) {
  const { t, locale } = useWords();
  const put = (at: number, part: Partial<PolicyReason>) =>
    change(reasons.map((one, place) => (place === at ? { ...one, ...part } : one)));
  return (
    <div className={ui.stack}>
      {error ? <p role="alert">{error}</p> : null}
      {reasons.map((reason, at) => (
        <div key={reason.code} className={ui.row}>
          {languages.map((language) => (
            <TextInput
              key={language}
              className={classes.words ?? ''}
              label={t('returns.reason_in', { language: languageName(language, locale) })}
              maxLength={80}
              value={reason.names[language as keyof typeof reason.names] ?? ''}
              onChange={(event) =>
                put(at, { names: { ...reason.names, [language]: event.currentTarget.value } })
              }
            />
          ))}
          <Switch
            label={t('returns.our_fault')}
            checked={reason.is_our_fault ?? false}
            onChange={(event) => put(at, { is_our_fault: event.currentTarget.checked })}
          />
          <Switch
            label={t('returns.offered')}
            checked={reason.is_offered ?? true}
            onChange={(event) => put(at, { is_offered: event.currentTarget.checked })}
          />
          <ActionIcon
            variant="subtle"
            aria-label={t('returns.remove_reason', {
              name: reason.names[locale] ?? reason.code,
            })}
            onClick={() => change(reasons.filter((_one, place) => place !== at))}
          >
            <IconTrash size={16} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={16} />}
        onClick={() =>
          change([
            ...reasons,
            {
              code: `reason_${crypto.randomUUID().slice(0, 8)}`,
              names: {},
              is_our_fault: false,
              is_offered: true,
            },
          ])
        }
      >
        {t('returns.add_reason')}
      </Button>
    </div>
  );
}
