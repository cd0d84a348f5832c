import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { HeroButton } from '../../api/model';
import { useWords } from '../../i18n';
import classes from './content.module.css';
import { LanguageTexts } from '../../ui/LanguageTexts';
import { Ordered } from './Ordered';
import { TargetInput } from './TargetInput';
import { NOWHERE } from './targets.ts';

interface BlockButtonsProps {
  buttons: readonly HeroButton[];
  change: (buttons: HeroButton[]) => void;
}

/** Where a block leads: two buttons at most. */
export function BlockButtons({ buttons, change }: BlockButtonsProps) {
  const { t, locale } = useWords();
  return (
    <div className={classes.below}>
      <Ordered
        items={buttons}
        change={(changed) => change([...changed])}
        name={(button, at) => button.labels?.[locale] || t('content.button', { number: at + 1 })}
        draw={(button, write) => (
          <>
            <TargetInput
              value={button.target}
              change={(target) => write({ ...button, target: target ?? NOWHERE })}
            />
            <LanguageTexts
              label={t('content.label')}
              value={button.labels}
              change={(labels) => write({ ...button, labels })}
            />
          </>
        )}
      />
      {buttons.length < 2 ? (
        <div>
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            onClick={() => change([...buttons, { target: NOWHERE, labels: {} }])}
          >
            {t('content.add_button')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
