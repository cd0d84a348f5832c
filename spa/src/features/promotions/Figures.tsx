import { useWords } from '../../i18n';
import { Facts, Panel } from '../../ui/Page';
import { Count, Money, When } from '../../ui/text';
import type { PromotionRecord } from './types.ts';

/** How often it was used, and what it cost. */
export function Figures({ promotion }: { promotion: PromotionRecord }) {
  const { t, word } = useWords();
  return (
    <Panel title={t('promotions.figures')}>
      <Facts
        items={[
          [t('promotions.uses'), <Count key="uses" value={promotion.uses} />],
          ...promotion.saved.map(
            ({ saved, last_at }) =>
              [
                t('promotions.saved', { currency: saved.currency }),
                <span key={saved.currency}>
                  <Money value={saved} /> · <When at={last_at} />
                </span>,
              ] as const,
          ),
          [t('promotions.level'), word('level', promotion.level)],
          [t('promotions.codes'), <Count key="codes" value={promotion.codes} />],
        ]}
      />
    </Panel>
  );
}
