import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { getGetLawQueryOptions } from '../../api/content';
import type { Duty, DutyCode } from '../../api/model';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { languageName } from '../../ui/form/names.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import type { PagePath } from '../../ui/paths.ts';
import { Status } from '../../ui/Status';

/** Where a duty is met; all others are pages. */
const PLACES: Partial<Record<DutyCode, PagePath>> = {
  seller: '/settings',
  guarantee_notice: '/settings/law',
  order_button: '/settings/checkout',
  withdrawal: '/settings/returns',
  tax_words: '/settings/taxes',
  reviews: '/reviews',
  consent: '/settings/cookies',
  prior_price: '/products',
  unit_price: '/products',
};

/** What consumer law asks of the pages, and how each of it stands. */
export function Duties({ duties }: { duties: readonly Duty[] }) {
  const { t, word } = useWords();
  return (
    <Panel title={t('law.list')}>
      <p>{t('law.no_advice')}</p>
      <ul className={ui.stack}>
        {duties.map((duty) => (
          <li key={duty.code}>
            <Status family="duty_state" code={duty.state} />{' '}
            <Link to={PLACES[duty.code] ?? '/pages'}>{word('duty', duty.code)}</Link>{' '}
            <Named languages={duty.missing} words="law.missing_in" />{' '}
            <Named languages={duty.in_english} words="law.draft_in_english" />
            <br />
            <small>{t(`law.rule_${duty.code}`)}</small>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Named(props: {
  languages: readonly string[];
  words: 'law.missing_in' | 'law.draft_in_english';
}) {
  const { languages, words } = props;
  const { t, locale } = useWords();
  if (languages.length === 0) return null;
  const names = languages.map((one) => languageName(one, locale)).join(', ');
  return <span>{t(words, { languages: names })}</span>;
}

/** One line on the home page while the law asks for something that is not there. */
export function OwedByLaw() {
  const { t, word } = useWords();
  const can = useCan();
  const { data } = useQuery({ ...getGetLawQueryOptions(), enabled: can('content.read') });
  const owed = data?.duties.filter(({ state }) => state === 'missing') ?? [];
  if (owed.length === 0) return null;
  return (
    <Panel>
      <p>
        {t('law.owed', { duties: owed.map(({ code }) => word('duty', code)).join(', ') })}{' '}
        <Link to="/settings/law">{t('law.see')}</Link>
      </p>
    </Panel>
  );
}
