import { useQuery } from '@tanstack/react-query';
import { getListConsentCountsQueryOptions } from '../../api/content';
import type { ConsentCount } from '../../api/model';
import { useWords } from '../../i18n';
import { Facts, Panel } from '../../ui/Page';
import { Awaited } from '../../ui/states';

const NECESSARY = ['cart', 'currency', 'buyer', 'shop_pass', 'consent'] as const;

/** What the shop stores without asking, and why it may. */
export function NecessaryCookies() {
  const { t } = useWords();
  return (
    <Panel title={t('tags.necessary')}>
      <p>{t('tags.necessary_lead')}</p>
      <Facts items={NECESSARY.map((name) => [name, t(`tags.why_${name}`)] as const)} />
    </Panel>
  );
}

/** How readers chose, counted: the proof that they are asked. */
export function Consents() {
  const { t } = useWords();
  const query = useQuery(getListConsentCountsQueryOptions());
  return (
    <Panel title={t('tags.choices')}>
      <p>{t('tags.choices_lead')}</p>
      <Awaited query={query}>{({ items }) => <Counted items={items} />}</Awaited>
    </Panel>
  );
}

function Counted({ items }: { items: readonly ConsentCount[] }) {
  const { t, word, locale } = useWords();
  const number = new Intl.NumberFormat(locale);
  const sums = new Map<string, number>();
  for (const { choice, count } of items) sums.set(choice, (sums.get(choice) ?? 0) + count);
  if (!sums.size) return <p>{t('tags.no_choices')}</p>;
  const named = (choice: string) =>
    (['preferences', 'statistics', 'marketing'] as const)
      .filter(([letter]) => choice.includes(letter ?? ''))
      .map((one) => word('tag_category', one))
      .join(', ') || t('tags.all_rejected');
  return (
    <Facts
      items={[...sums]
        .toSorted(([, one], [, other]) => other - one)
        .map(([choice, count]) => [named(choice), number.format(count)] as const)}
    />
  );
}
