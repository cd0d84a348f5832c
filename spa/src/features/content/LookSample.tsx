import type { CSSProperties } from 'react';
import { useWords } from '../../i18n';
import { Panel } from '../../ui/Page';
import classes from './look.module.css';

const CORNERS: Readonly<Record<string, string>> = { square: '0', soft: '8px', round: '18px' };
const LETTERS: Readonly<Record<string, string>> = {
  sans: 'system-ui, sans-serif',
  serif: 'Charter, Cambria, Georgia, serif',
};

export interface LookValues {
  accent: string;
  accent_dark: string;
  corners: string | null;
  letters: string | null;
  logo: string;
  logo_has_name: boolean;
  icon: string;
}

interface LookSampleProps {
  values: LookValues;
  theirs: Readonly<Record<string, string>>;
}

/** How a button and a link look on a bright page; what can be read is judged by the server. */
export function LookSample({ values, theirs }: LookSampleProps) {
  const { t } = useWords();
  const accent = values.accent || theirs['accent'];
  const style = {
    background: theirs['ground'],
    color: theirs['ink'],
    borderColor: theirs['line'],
    borderRadius: CORNERS[values.corners ?? ''] ?? theirs['corner'],
    fontFamily: LETTERS[values.letters ?? ''] ?? 'inherit',
    '--sample-accent': accent,
    '--sample-corner': CORNERS[values.corners ?? ''] ?? theirs['corner'],
  } as CSSProperties;
  return (
    <Panel title={t('look.sample')}>
      <div className={classes.sample} style={style} aria-hidden="true">
        <strong>{t('look.sample_name')}</strong>
        <span className={classes.link}>{t('look.sample_link')}</span>
        <span className={classes.button}>{t('look.sample_button')}</span>
      </div>
    </Panel>
  );
}
